import { checkItem } from "../../domain/medical/check.js";
import type { MedicalItem, NewMedicalItem } from "../../domain/medical/medical.js";
import type { Patient } from "../../domain/patient.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { patientNotFound } from "../patients/errors.js";
import { resolvePatient } from "../patients/reference.js";
import { itemNotFound, itemOfAnother, itemRefused, reasonUnknown } from "./errors.js";
import type { ItemRead } from "./read-item.js";

/** What the work on medical data needs of a cabinet. */
export type MedicalCabinet = Pick<OpenCabinet, "medical" | "patients" | "clock" | "actor">;

/** An item as a person names it: `S12`, or with the patient whose it must be. */
export type ItemReference = string | { readonly item: string; readonly of: string };

/**
 * The item that a person means (`S12`, any case), and its patient.
 * @throws {SegurError} `medical.not_found`, `medical.other_patient`, and what finds a patient
 */
export async function resolveItem(
  cabinet: MedicalCabinet,
  reference: ItemReference,
): Promise<{ readonly item: MedicalItem; readonly patient: Patient }> {
  const { item: typed, of } = typeof reference === "string" ? { item: reference, of: null } : reference;
  const named = of === null ? null : await resolvePatient(cabinet, of);
  const item = await cabinet.medical.get(typed.trim().toUpperCase());
  if (item === null) throw itemNotFound();
  if (named !== null && named.id !== item.patientId) throw itemOfAnother(item.id, named.id);
  const patient = named ?? (await cabinet.patients.get(item.patientId));
  if (patient === null) throw patientNotFound(item.patientId);
  return { item, patient };
}

/** What was read, once every rule is met. @throws {SegurError} the first broken one, with all of them */
export async function accepted(cabinet: MedicalCabinet, patient: Patient, read: ItemRead): Promise<NewMedicalItem> {
  const { item } = read;
  const facts = { today: localDay(cabinet.clock.now()), birthDate: patient.identity.traits.birthDate };
  const problems = [...read.problems, ...checkItem(item, facts)];
  if (problems.length > 0) throw itemRefused(problems);
  if (item.kind === "treatment" && item.reason !== null) {
    const reason = await cabinet.medical.get(item.reason);
    if (reason?.kind !== "problem" || reason.patientId !== patient.id) throw reasonUnknown();
  }
  return item;
}

/** `medical.changed`: which items, of which kinds, from where; never what they say. */
export function changeTrace(
  cabinet: Pick<MedicalCabinet, "clock" | "actor">,
  patientId: string,
  code: "added" | "edited" | "closed" | "reopened" | "removed" | "none_stated" | "none_taken_back" | "protocols",
  items: readonly MedicalItem[],
): NewTrace {
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  const sources = [...new Set(items.map(({ source }) => source.from))];
  const documents = [...new Set(items.flatMap(({ source }) => source.document ?? []))];
  return {
    kind: "medical.changed",
    at: cabinet.clock.now().toISOString(),
    actor: cabinet.actor,
    patientId,
    code,
    data: {
      ...(items.length > 0 ? { items: items.map(({ id }) => id), kinds } : {}),
      ...(sources.length === 1 ? { from: sources[0] } : {}),
      ...(documents.length === 1 ? { document: documents[0] } : {}),
    },
  };
}
