import type { CdaHeader } from "../../documents/cda/header.js";
import { headerOf } from "../../documents/cda/header-of.js";
import { readWholeCda } from "../../documents/cda/read-whole.js";
import { readCda } from "../../documents/cda/reader.js";
import { withoutBody, writeCda } from "../../documents/cda/writer.js";
import type { Document } from "../../domain/document/document.js";
import type { Patient } from "../../domain/patient.js";
import type { ContentInfo } from "../../store/documents.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { patientNotFound } from "../patients/errors.js";
import { draftFor } from "./header.js";
import { requirePatientToSend } from "./patient-of-cda.js";
import { pdfBody } from "./pdf-body.js";
import { bodyUnreadable, contentGone, movedMeanwhile } from "./prepare-errors.js";
import { resolveDocument } from "./reference.js";
import { requireNoOtherIns, standingOf } from "./standing.js";

/** What of a cabinet the writing of a CDA takes. */
export type PrepareCabinet = Pick<
  OpenCabinet,
  | "info"
  | "actor"
  | "clock"
  | "ids"
  | "patients"
  | "settings"
  | "users"
  | "session"
  | "documents"
  | "contents"
  | "outbox"
  | "fates"
  | "pdfConverter"
>;

/** A document ready to leave: its CDA is in the store. */
export interface PreparedCda {
  /** As it is now: its `cda` is set. */
  readonly document: Document;
  /** Of the CDA: metadata derive from it. */
  readonly header: CdaHeader;
  /** Media type of its level 1 body, null for a structured document. */
  readonly bodyMediaType: string | null;
  /** Bytes of the CDA in `contents`. */
  readonly info: ContentInfo;
  /** True when our own writer made it: its bytes are in canonical form already. */
  readonly canonical: boolean;
  /** French: what of the file its PDF does not show. Empty when the CDA was there already. */
  readonly warnings: readonly string[];
}

/** Writes again when another process had the document move, and no more than a person would. */
const TRIES = 3;

/**
 * The CDA of a document for exchange, written once: text, RTF and images first become a PDF/A-1b with the identity block. A document
 * that is a CDA leaves as it is, for its own patient only.
 * @throws {SegurError} `document.not_pdfa` (DOC/va1.01), `document.author_…`, `document.other_patient`, `document.several_patients`,
 * `document.traits_differ`, `document.version_needed`, `document.body_unreadable`, `cda.…`, `pdf.…`
 */
export async function prepareCda(cabinet: PrepareCabinet, document: Document): Promise<PreparedCda> {
  let current = document;
  for (let times = 1; ; times++) {
    const patient = await patientOf(cabinet, current);
    const known = await knownCda(cabinet, current, patient);
    if (known !== null) return known;
    const draft = await draftFor(cabinet, current, patient);
    const body = await pdfBody(cabinet, current, draft);
    const info = await cabinet.contents.write(writeCda(draft, { mediaType: "application/pdf", open: body.open }));
    const at = cabinet.clock.now().toISOString();
    const { actor } = cabinet;
    const data = { document: current.id, changed: "cda" };
    const trace = { kind: "document.changed" as const, at, actor, patientId: current.patientId, data };
    const written = { ...current, cda: info.id };
    if (await cabinet.documents.update(written, [trace])) {
      const header = headerOf(draft);
      const after = { ...written, rowVersion: written.rowVersion + 1 };
      return { document: after, header, bodyMediaType: "application/pdf", info, canonical: true, warnings: body.warnings };
    }
    // Another process was quicker: its CDA is the document's, ours is named by nobody.
    if (times === TRIES) throw movedMeanwhile(current.id);
    current = await resolveDocument(cabinet, current.id);
  }
}

/** The CDA that is there, when it is still right. */
async function knownCda(cabinet: PrepareCabinet, document: Document, patient: Patient): Promise<PreparedCda | null> {
  if (document.cda === null) return null;
  const info = await cabinet.contents.info(document.cda);
  if (info === null) throw contentGone(document.id);
  const own = document.cda !== document.content;
  const bytes = cabinet.contents.read(info.id);
  // Ours is whole, and its bytes are verified when they leave.
  const { header, body, bodyFault } = own
    ? { ...(await readCda(withoutBody(bytes))), bodyFault: null }
    : await readWholeCda(bytes);
  const standing = own ? await standingOf(cabinet, document, header, patient) : "right";
  if (standing === "outdated") return null;
  if (standing === "fixed") requireNoOtherIns(document, header, patient);
  if (!own) requirePatientToSend(header, patient, document);
  if (bodyFault !== null) throw bodyUnreadable(document.id, bodyFault);
  const bodyMediaType = body.level === "n1" ? body.mediaType : null;
  return { document, header, bodyMediaType, info, canonical: own, warnings: [] };
}

async function patientOf(cabinet: PrepareCabinet, document: Document): Promise<Patient> {
  const patient = await cabinet.patients.get(document.patientId);
  if (patient === null) throw patientNotFound(document.patientId);
  return patient;
}
