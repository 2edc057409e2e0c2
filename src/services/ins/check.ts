import type { TabularFile } from "../../documents/tabular/reader.js";
import type { TabularRecord } from "../../documents/tabular/record.js";
import type { FilterExpression } from "../../domain/filters.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type DraftRules, draftNew } from "../patients/draft.js";
import { createImporter } from "../patients/import.js";
import { resolvePatient } from "../patients/reference.js";
import { checkPatient, checkRecord, type ImportView } from "./check-record.js";
import type { CheckedLine } from "./check-types.js";
import { localDay } from "./proof-date.js";

/** Whom to check in the cabinet. */
export type CheckTarget =
  | { readonly kind: "ids"; readonly references: readonly string[] }
  | { readonly kind: "filter"; readonly where: FilterExpression }
  | { readonly kind: "everyone" };

/**
 * Checks the lines of a file, as a stream, without any call nor any write: each line as import would take it (a dry import
 * tells which patient it is about, duplicates in the file, values it refuses), then as INSi would. Without a cabinet, every
 * line is a new patient.
 */
export async function* checkFile(cabinet: OpenCabinet | null, file: TabularFile, now: Date): AsyncGenerator<CheckedLine> {
  const today = localDay(now);
  const look = cabinet === null ? alone(today) : await within(cabinet);
  for await (const batch of file.batches) {
    const views = await look(batch);
    for (const record of batch) yield checkRecord(record, views.get(record.line) ?? NOT_SEEN, today);
  }
}

type Look = (batch: readonly TabularRecord[]) => Promise<ReadonlyMap<number, ImportView>>;
const NOT_SEEN: ImportView = { stored: undefined, problems: [] };

async function within(cabinet: OpenCabinet): Promise<Look> {
  const importer = await createImporter(cabinet, { source: "ins check", dryRun: true });
  return async (batch) => {
    const lines = await importer.apply(batch);
    const ids = [...new Set(lines.flatMap(({ patientId }) => patientId ?? []))];
    const patients = new Map<string, Patient>();
    for (const patient of await cabinet.patients.getMany(ids)) if (patient !== null) patients.set(patient.id, patient);
    return new Map(
      lines.map(({ line, patientId, problems }) => {
        const stored = patientId === null ? undefined : patients.get(patientId);
        return [line, { stored, problems }];
      }),
    );
  };
}

function alone(today: IsoDate): Look {
  const rules: DraftRules = { today, proofs: { overrides: {}, autoValidate: true }, origin: "file" };
  return async (batch) =>
    new Map(
      batch.map(({ line, values, problems }) => {
        const draft = problems.length > 0 ? null : draftNew(values, rules);
        return [line, { stored: undefined, problems: draft?.ok === false ? draft.problems : [] }];
      }),
    );
}

/** Checks patients of the cabinet, as a stream. An unknown reference is a `not_found` error before anything is given. */
export async function* checkPatients(cabinet: OpenCabinet, target: CheckTarget): AsyncGenerator<CheckedLine> {
  const today = localDay(cabinet.clock.now());
  if (target.kind === "ids") {
    const patients: Patient[] = [];
    for (const reference of target.references) patients.push(await resolvePatient(cabinet, reference));
    for (const patient of patients) yield checkPatient(patient, today);
    return;
  }
  const cohort = cabinet.patients.walk(target.kind === "filter" ? target.where : undefined);
  for await (const patient of cohort) yield checkPatient(patient, today);
}
