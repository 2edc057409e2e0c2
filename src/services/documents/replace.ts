import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { cannotReplace } from "./cda-errors.js";
import { resolveDocument } from "./reference.js";

/**
 * The document that a new version replaces: in force, of this patient, and of this practice (only its author replaces a document).
 * @throws {SegurError} `document.replaces_…`
 */
export async function requireReplaceable(
  cabinet: Pick<OpenCabinet, "documents">,
  typed: string,
  patientId: string,
): Promise<Document> {
  const document = await resolveDocument(cabinet, typed);
  if (document.patientId !== patientId) throw cannotReplace(document.id, "patient");
  if (document.state !== "current") throw cannotReplace(document.id, document.state);
  if (document.origin !== "local") throw cannotReplace(document.id, "received");
  return document;
}
