import type { CdaHeader } from "../../documents/cda/header.js";
import { isStructure } from "../../documents/cda/metadata.js";
import { readCda } from "../../documents/cda/reader.js";
import { withoutBody } from "../../documents/cda/writer.js";
import type { Document } from "../../domain/document/document.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { sentBy } from "../mss/left.js";
import { authorHasLeft } from "./author.js";
import { versionNeeded } from "./prepare-errors.js";

type Cabinet = Pick<OpenCabinet, "outbox" | "fates" | "users" | "session" | "settings" | "info" | "actor">;

/**
 * What becomes of a CDA that was written for a document: `right` leaves as it is; `outdated` is written again; `fixed` would be, but somebody
 * has it by MSSanté, and an identifier names one content for ever (ITI TF-3 §4.2.3.2.26): only a new version may say otherwise.
 */
export type Standing = "right" | "outdated" | "fixed";

/** Written before the identity was qualified (or changed), or before its author left: it would be written with those of today. */
export async function standingOf(cabinet: Cabinet, document: Document, header: CdaHeader, patient: Patient): Promise<Standing> {
  const isOfToday = sameIns(header, patient) && (header.authors.some(isStructure) || !(await authorHasLeft(cabinet, document)));
  if (document.dmp !== null || isOfToday) return "right";
  if ((await sentBy(cabinet, document.id)) !== null) return "fixed";
  return (await cabinet.outbox.pendingFor(document.id)).length === 0 ? "outdated" : "right";
}

/** What was sent without an INS may be sent again so; what names another INS than that of today may not be sent at all. */
export function requireNoOtherIns(document: Document, header: CdaHeader, patient: Patient): void {
  if (header.patient.ins !== null && !sameIns(header, patient)) throw versionNeeded(document.id);
}

/**
 * The CDA that our writer made for this document, when others have it and it says too little for the DMP.
 * @throws {SegurError} `document.version_needed`
 */
export async function requireNoNewVersion(
  cabinet: Cabinet & Pick<OpenCabinet, "contents">,
  document: Document,
  patient: Patient,
): Promise<void> {
  if (await isFixed(cabinet, document, patient)) throw versionNeeded(document.id);
}

/** Others have a CDA of this document that would not be written so today. */
export async function isFixed(
  cabinet: Cabinet & Pick<OpenCabinet, "contents">,
  document: Document,
  patient: Patient,
): Promise<boolean> {
  const { cda, content } = document;
  if (cda === null || cda === content || (await cabinet.contents.info(cda)) === null) return false;
  const { header } = await readCda(withoutBody(cabinet.contents.read(cda)));
  return (await standingOf(cabinet, document, header, patient)) === "fixed";
}

function sameIns({ patient: { ins } }: CdaHeader, { identity }: Patient): boolean {
  const now = identity.status === "qualifiee" ? identity.ins : null;
  return ins?.matricule === now?.matricule && ins?.oid === now?.oid;
}
