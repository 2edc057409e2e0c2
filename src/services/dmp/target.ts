import type { Document } from "../../domain/document/document.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { patientNotFound } from "../patients/errors.js";
import { neverPushed, otherIdentity, otherView } from "./change-errors.js";
import { documentUnknown, withdrawn } from "./feed-errors.js";
import type { Wanted } from "./fresh.js";
import { isOfNow } from "./view.js";

/** A document of the DMP, as a person named it, with the patient whose DMP it is in. */
export interface Target extends Wanted {
  readonly patient: Patient;
  /** As the last listing showed it, for a number of a listing. */
  readonly listed: DocumentEntry | null;
  /** The same document in the patient's file; null when it is not there. */
  readonly document: Document | null;
}

/**
 * Finds a document of the DMP by its number in the file (`D12`, deposited or taken from there) or in the last listing of the DMP
 * (`X15`, of the same person: what a DMP shows depends on who looks).
 * @throws {SegurError} `dmp.document_unknown`, `dmp.never_there`, `dmp.withdrawn`, `dmp.other_view`
 */
export async function findTarget(cabinet: OpenCabinet, typed: string): Promise<Target> {
  const id = typed.trim().toUpperCase();
  if (/^X\d{1,12}$/.test(id)) return fromListing(cabinet, id);
  const document = /^D\d{1,12}$/.test(id) ? await cabinet.documents.get(id) : null;
  if (document === null) throw documentUnknown(typed);
  if (document.dmp === null) throw neverPushed(id);
  if (document.dmp.withdrawnAt !== undefined) throw withdrawn(id, document.dmp.withdrawnAt);
  return { id, uniqueId: document.uniqueId, document, listed: null, patient: await patientOf(cabinet, document.patientId) };
}

async function fromListing(cabinet: OpenCabinet, id: string): Promise<Target> {
  const found = await cabinet.dmpCache.byShortId(id);
  if (found === null) throw documentUnknown(id);
  if (found.view.userId !== cabinet.actor.userId) throw otherView(id);
  const { uniqueId } = found.entry;
  const document = await cabinet.documents.byUniqueId(uniqueId);
  const patient = await patientOf(cabinet, found.view.patientId);
  // What was deposited there is reached by its number in the file, which knows in whose DMP it is.
  if (!isOfNow(found.view, patient)) throw otherIdentity(id, patient.id);
  return { id, uniqueId, document, listed: found.entry, patient };
}

async function patientOf({ patients }: OpenCabinet, id: string): Promise<Patient> {
  const patient = await patients.get(id);
  if (patient === null) throw patientNotFound(id);
  return patient;
}
