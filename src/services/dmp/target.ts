import { type DmpLink, type Document, isInAnotherDmp } from "../../domain/document/document.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { patientNotFound } from "../patients/errors.js";
import { changeDocument } from "./change-document.js";
import { neverPushed, otherIdentity, otherView } from "./change-errors.js";
import { documentUnknown, withdrawn } from "./feed-errors.js";
import { freshReferences, type Wanted } from "./fresh.js";
import { isOfNow } from "./view.js";

/** A document of the DMP, as a person named it, with the patient whose DMP it is in. */
export interface Target extends Wanted {
  readonly patient: Patient;
  /** As the last listing showed it, for a number of a listing. */
  readonly listed: DocumentEntry | null;
  /** The same document in the patient's file; null when it is not there. */
  readonly document: Document | null;
  /** INS of the DMP where the file says that it is; null: that of the patient. */
  readonly ins: Ins | null;
  /** It is in the DMP of an identity that the patient no longer has: a structure may still delete what it put there. */
  readonly former: boolean;
}

/**
 * Finds a document of the DMP by its number in the file (`D12`, deposited or taken from there) or in the last listing of the DMP
 * (`X15`, of the same person: what a DMP shows depends on who looks).
 * @throws {SegurError} `dmp.document_unknown`, `dmp.never_there`, `dmp.withdrawn`, `dmp.other_view`
 */
export async function findTarget(cabinet: OpenCabinet, typed: string, signal?: AbortSignal): Promise<Target> {
  const id = typed.trim().toUpperCase();
  if (/^X\d{1,12}$/.test(id)) return fromListing(cabinet, id);
  const found = /^D\d{1,12}$/.test(id) ? await cabinet.documents.get(id) : null;
  if (found === null) throw documentUnknown(typed);
  const patient = await patientOf(cabinet, found.patientId);
  const document = found.dmp === null ? await thereUnknown(cabinet, patient, found, signal) : found;
  if (document.dmp === null) throw neverPushed(id);
  if (document.dmp.withdrawnAt !== undefined) throw withdrawn(id, document.dmp.withdrawnAt);
  const former = isInAnotherDmp(document, patient.identity.ins);
  return { id, uniqueId: document.uniqueId, document, listed: null, patient, ins: document.dmp.ins ?? null, former };
}

/**
 * A document that the file does not know to be in the DMP may be there (a backup was restored): it is looked for by its uniqueId, by
 * reference, before anybody says that it is not; found, it is noted.
 */
async function thereUnknown(
  cabinet: OpenCabinet,
  patient: Patient,
  document: Document,
  signal = new AbortController().signal,
): Promise<Document> {
  const { identity } = patient;
  if (document.origin !== "local" || identity.status !== "qualifiee" || identity.ins === null) return document;
  const { id, uniqueId } = document;
  const [entryUuid] = await freshReferences(cabinet, patient, identity.ins, { id, uniqueId }, signal);
  if (entryUuid === undefined) return document;
  const at = cabinet.clock.now().toISOString();
  const dmp: DmpLink = {
    entryUuid: null,
    logicalId: null,
    repositoryUniqueId: null,
    at,
    direction: "pushed",
    ins: identity.ins,
    unverified: true,
  };
  return (await changeDocument(cabinet, id, "dmp", ({ dmp: known }) => (known === null ? { dmp } : null))) ?? document;
}

async function fromListing(cabinet: OpenCabinet, id: string): Promise<Target> {
  const found = await cabinet.dmpCache.byShortId(id);
  if (found === null) throw documentUnknown(id);
  if (found.view.userId !== cabinet.actor.userId) throw otherView(id, found.view.patientId);
  const { uniqueId } = found.entry;
  const document = await cabinet.documents.byUniqueId(uniqueId);
  const patient = await patientOf(cabinet, found.view.patientId);
  // What was deposited there is reached by its number in the file, which knows in whose DMP it is.
  if (!isOfNow(found.view, patient)) throw otherIdentity(id, patient.id);
  return { id, uniqueId, document, listed: found.entry, patient, ins: null, former: false };
}

async function patientOf({ patients }: OpenCabinet, id: string): Promise<Patient> {
  const patient = await patients.get(id);
  if (patient === null) throw patientNotFound(id);
  return patient;
}
