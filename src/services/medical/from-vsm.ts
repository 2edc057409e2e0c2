import { type ReadVsm, readVsm } from "../../documents/vsm/read.js";
import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import { checkItem, type ItemProblem } from "../../domain/medical/check.js";
import { SYSTEM_OF } from "../../domain/medical/codes.js";
import type { MedicalItem, MedicalKind, NewMedicalItem } from "../../domain/medical/medical.js";
import { compared } from "../../domain/medical/same.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolveDocument } from "../documents/reference.js";
import { localDay } from "../ins/proof-date.js";
import { patientNotFound } from "../patients/errors.js";
import { importKeyOf } from "./import-key.js";
import { changeTrace } from "./reference.js";
import { TELLS_MORE } from "./tells-more.js";

/** An item that a VSM tells, beside what the record has. */
export interface Proposed {
  /** 1 for the first: what a person types. */
  readonly number: number;
  readonly item: NewMedicalItem;
  /** `known`: the record has it, or had it from this VSM or another one; `refused`: it breaks a rule. */
  readonly state: "new" | "known" | "refused";
  /** Id of what the record has. */
  readonly known: string | null;
  readonly problems: readonly ItemProblem[];
  /** Number of the problem that a treatment is for. */
  readonly reason: number | null;
}

export interface Proposal {
  readonly document: Document;
  readonly patient: Patient;
  readonly proposed: readonly Proposed[];
  /** Kinds of which it says that nothing is known: a person says it of this record, or not. */
  readonly noneKnown: readonly MedicalKind[];
  /** What it says that no item holds. */
  readonly unread: ReadVsm["unread"];
  readonly warnings: readonly string[];
}

type VsmCabinet = Pick<OpenCabinet, "documents" | "contents" | "medical" | "patients" | "clock" | "actor">;

/**
 * What a VSM of a patient's file would bring to their record; writes nothing. A code of a nomenclature that an item has not here is left,
 * the words stay.
 * @throws {SegurError} `document.not_found`, `medical.not_vsm`, and what reading a CDA throws
 */
export async function proposeFromVsm(cabinet: VsmCabinet, typed: string): Promise<Proposal> {
  const document = await resolveDocument(cabinet, typed);
  if (document.mimeType !== "text/xml" || document.state === "removed") throw notVsm(document.id);
  const patient = await cabinet.patients.get(document.patientId);
  if (patient === null) throw patientNotFound(document.patientId);
  const facts = { today: localDay(cabinet.clock.now()), birthDate: patient.identity.traits.birthDate };
  const record = await cabinet.medical.record(patient.id);
  const proposed: Proposed[] = [];
  const { items, reasons, noneKnown, unread, warnings } = await readVsm(cabinet.contents.read(document.content));
  for (const [place, found] of items.entries()) {
    const item = taken(found);
    const reason = reasons.find(({ treatment }) => treatment === place);
    const imported = await cabinet.medical.imported(importKeyOf(patient.id, item));
    const earlier = proposed.some((other) => other.state === "new" && tellsAll(item, [other.item]));
    const { found: there, more } = compared(item, record.items);
    const known = imported?.id ?? there?.id ?? null;
    const problems = [...checkItem(item, facts)];
    if (imported === null && more !== null) problems.push({ field: more, code: "medical.tells_more", message: TELLS_MORE[more] });
    const state = problems.length > 0 ? "refused" : known !== null || earlier ? "known" : "new";
    proposed.push({ number: place + 1, item, state, known, problems, reason: reason === undefined ? null : reason.problem + 1 });
  }
  return { document, patient, proposed, noneKnown, unread, warnings };
}

/** Of another record the ids mean nothing, and of another nomenclature the codes do not. */
function taken(item: NewMedicalItem): NewMedicalItem {
  const code = item.code !== null && item.code.system === SYSTEM_OF[item.kind] ? item.code : null;
  return item.kind === "treatment" ? { ...item, code, reason: null } : { ...item, code };
}

/**
 * Writes the items that a person chose, each once whoever else takes it at the same time; gives those that were written, by number.
 * @param chosen numbers of new items
 */
export async function takeFromVsm(
  cabinet: VsmCabinet,
  { document, patient, proposed }: Proposal,
  chosen: readonly number[],
): Promise<ReadonlyMap<number, MedicalItem>> {
  const who = { at: cabinet.clock.now().toISOString(), by: cabinet.actor.userId };
  const source = { from: "vsm", document: document.id } as const;
  const wanted = proposed.filter(({ number, state }) => state === "new" && chosen.includes(number));
  const added = new Map<number, MedicalItem>();
  const take = async ({ number, item }: Proposed, reason: string | null) => {
    const written = item.kind === "treatment" ? { ...item, reason } : item;
    const [one] = await cabinet.medical.add(
      ...([patient.id, [written], source, who] as const),
      (items) => [changeTrace(cabinet, patient.id, "added", items)],
      {
        importKey: importKeyOf(patient.id, item),
        choose: ({ items }) => (tellsAll(item, items) ? [] : [written]),
      },
    );
    if (one !== undefined) added.set(number, one);
  };
  // Problems first: the treatments that are for them name them.
  const [treatments, others] = [true, false].map((is) => wanted.filter(({ item }) => (item.kind === "treatment") === is));
  await Promise.all((others ?? []).map((each) => take(each, null)));
  const idOf = (number: number | null) =>
    added.get(number ?? 0)?.id ?? proposed.find((each) => each.number === number)?.known ?? null;
  await Promise.all((treatments ?? []).map(async (each) => take(each, await stillProblem(cabinet, patient, idOf(each.reason)))));
  return added;
}

/** One of these items tells all that this one does. */
function tellsAll(item: NewMedicalItem, items: readonly NewMedicalItem[]): boolean {
  const { found, more } = compared(item, items);
  return found !== null && more === null;
}

/** What a record had may have left it since. */
async function stillProblem({ medical }: VsmCabinet, patient: Patient, id: string | null): Promise<string | null> {
  const item = id === null ? null : await medical.get(id);
  return item?.kind === "problem" && item.patientId === patient.id ? item.id : null;
}

function notVsm(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "medical.not_vsm",
    message: `${id} n'est pas un volet de synthèse médicale du dossier.`,
    why: "Il faut un document CDA structuré, qui n'a pas été retiré.",
    advice: "Voyez les documents du patient : segur doc list PATIENT --type SYNTH",
    details: { document: id },
  });
}

/** Numbers that are not those of new items. */
export function notProposed(numbers: readonly number[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.take",
    message: `Ces numéros ne sont pas ceux d'éléments nouveaux : ${numbers.join(", ")}.`,
    advice: "Relisez les numéros proposés : segur patient medical import --from-vsm D12 --dry-run",
    details: { numbers },
  });
}

/** Nothing of a VSM is taken without a person. */
export function mustConfirm(document: string, count: number): SegurError {
  return new SegurError({
    kind: "decision",
    code: "medical.confirm",
    message: `${document} propose ${count} ${count > 1 ? "éléments nouveaux" : "élément nouveau"} : une personne doit choisir.`,
    advice: `Choisissez (--take 1,3), ou prenez-les tous : segur patient medical import --from-vsm ${document} --yes`,
    details: { document, count },
  });
}
