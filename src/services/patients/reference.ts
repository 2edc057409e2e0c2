import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { ambiguousReference, patientNotFound } from "./errors.js";

const ID = /^P\d{1,12}$/i;

/**
 * The patient a person means: by id (`P42`, any case) or by the practice's file number; `id:P42` and `dossier:42` say which.
 * Throws `not_found`, or a `decision` error with both candidates when an id is also the file number of someone else.
 */
export async function resolvePatient(cabinet: Pick<OpenCabinet, "patients">, reference: string): Promise<Patient> {
  const text = reference.trim();
  const [, kind, rest] = /^(id|dossier):(.+)$/i.exec(text) ?? [];
  const wanted = rest?.trim() ?? text;
  const byId = kind?.toLowerCase() === "dossier" || !ID.test(wanted) ? null : await cabinet.patients.get(wanted.toUpperCase());
  const byFile = kind?.toLowerCase() === "id" ? null : await findByFile(cabinet, wanted);
  if (byId !== null && byFile !== null && byId.id !== byFile.id) throw ambiguousReference(byId.id, byFile.id);
  const found = byId ?? byFile;
  if (found === null) throw patientNotFound(wanted);
  return found;
}

async function findByFile(cabinet: Pick<OpenCabinet, "patients">, fileNumber: string): Promise<Patient | null> {
  const found = await cabinet.patients.findByFileNumbers([fileNumber]);
  return found.get(fileNumber) ?? null;
}
