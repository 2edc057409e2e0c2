import type { Document } from "../../domain/document/document.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import { rppsOf } from "../../domain/professional/professional.js";
import { resolveFilter } from "../filters/filters.js";
import { resolvePatient } from "../patients/reference.js";
import type { ExportCabinet } from "./cabinet.js";

/**
 * The three exports of the law (art. L.1470-5-1 CSP): unitary, targeted, massive. A targeted one keeps the patients that all its
 * conditions keep; a period also keeps, of their documents, those of an act within it.
 */
export type ExportScope =
  | { readonly kind: "patient"; readonly patient: string }
  | {
      readonly kind: "cohort";
      readonly filter: string | null;
      readonly rpps: string | null;
      readonly since: IsoDate | null;
      readonly until: IsoDate | null;
    }
  | { readonly kind: "all" };

/** A patient of an export, with the documents that leave, oldest number first. */
export interface ScopedPatient {
  readonly patient: Patient;
  readonly documents: readonly Document[];
  /** Of the file, left out by the period. */
  readonly outside: number;
}

/** Patients of an export, in the order of their ids. */
export async function* patientsOf(cabinet: ExportCabinet, scope: ExportScope): AsyncGenerator<ScopedPatient> {
  if (scope.kind === "patient") {
    const patient = await resolvePatient(cabinet, scope.patient);
    yield { patient, documents: await documentsOf(cabinet, patient.id), outside: 0 };
    return;
  }
  const filter = scope.kind === "cohort" ? scope.filter : null;
  const where = filter === null ? undefined : (await resolveFilter(cabinet, filter)).where;
  const acted = scope.kind === "cohort" && scope.rpps !== null ? await patientsActedOn(cabinet, scope.rpps) : null;
  for await (const patient of cabinet.patients.walk(where)) {
    const documents = await documentsOf(cabinet, patient.id);
    if (scope.kind === "all") {
      yield { patient, documents, outside: 0 };
      continue;
    }
    const { rpps } = scope;
    if (rpps !== null && acted?.has(patient.id) !== true && !documents.some((each) => isBy(each, rpps))) continue;
    const within = documents.filter(({ actDate }) => isWithin(actDate, scope));
    const timed = scope.since !== null || scope.until !== null;
    if (timed && within.length === 0 && (patient.lastSeen === null || !isWithin(patient.lastSeen, scope))) continue;
    yield { patient, documents: within, outside: documents.length - within.length };
  }
}

function isWithin(day: IsoDate, { since, until }: { readonly since: IsoDate | null; readonly until: IsoDate | null }): boolean {
  return (since === null || day >= since) && (until === null || day <= until);
}

function isBy({ author }: Document, rpps: string): boolean {
  return author.id !== null && (author.id === rpps || rppsOf(author.id) === rpps);
}

/** Patients in whose file somebody with this RPPS did anything, as the journal tells. */
async function patientsActedOn({ journal }: ExportCabinet, rpps: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let after: number | undefined;
  for (;;) {
    const page = await journal.page({ rpps, order: "oldest", limit: 1000, after });
    for (const { patientId } of page) if (patientId !== undefined) ids.add(patientId);
    after = page.at(-1)?.seq;
    if (after === undefined || page.length < 1000) return ids;
  }
}

const STATES = ["current", "superseded", "removed"] as const;

/** Every document of a patient, all states, by number: a version always comes after the one that it replaces. */
async function documentsOf({ documents }: ExportCabinet, patientId: string): Promise<readonly Document[]> {
  const all: Document[] = [];
  let after: string | undefined;
  do {
    const page = await documents.list({ patientId, states: STATES, limit: 500, after });
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}
