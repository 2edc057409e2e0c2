import type { AccessMode } from "../../domain/dmp/transaction.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { otherIdentity, otherView } from "./change-errors.js";
import { entryUnknown, seenInEmergency } from "./pull-errors.js";
import { accessOf, isOfNow } from "./view.js";

/** A document of a DMP that a person named by its short id. */
export interface NamedEntry {
  /** `X15` */
  readonly id: string;
  readonly patient: Patient;
  readonly entry: DocumentEntry;
}

/**
 * The documents that short ids name, each once, in the order typed.
 * @throws {SegurError} `dmp.entry_unknown`, `dmp.other_view`, `dmp.other_identity`, `dmp.seen_in_emergency`
 */
export async function namedEntries(
  cabinet: OpenCabinet,
  typed: readonly string[],
  access: AccessMode,
): Promise<readonly NamedEntry[]> {
  const found = new Map<string, NamedEntry>();
  for (const text of typed) {
    const id = text.trim().toUpperCase();
    const known = /^X\d{1,12}$/.test(id) ? await cabinet.dmpCache.byShortId(id) : null;
    if (known === null) throw entryUnknown(text);
    const seen = accessOf(cabinet, known.view);
    if (seen === null) throw otherView(id, known.view.patientId);
    if (seen === "bris_de_glace" && access === "normal") throw seenInEmergency(id, known.view.patientId);
    const patient = await resolvePatient(cabinet, `id:${known.view.patientId}`);
    if (!isOfNow(known.view, patient)) throw otherIdentity(id, patient.id);
    found.set(id, { id, patient, entry: known.entry });
  }
  return [...found.values()];
}
