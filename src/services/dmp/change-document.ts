import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";

const MAX_TRIES = 20;

/**
 * Changes one document of the file on what is there now, with its line in the journal; other processes may change it meanwhile.
 * @param what the field that changes, for the journal
 * @param change null when there is nothing to change
 */
export async function changeDocument(
  { documents, actor, clock }: Pick<OpenCabinet, "documents" | "actor" | "clock">,
  id: string,
  what: string,
  change: (document: Document) => Partial<Pick<Document, "dmp" | "visibility">> | null,
): Promise<Document | null> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const document = await documents.get(id);
    const changed = document === null ? null : change(document);
    if (document === null || changed === null) return document;
    const data = { document: id, changed: [what] };
    const at = clock.now().toISOString();
    const traces = [{ kind: "document.changed" as const, at, actor, patientId: document.patientId, data }];
    if (await documents.update({ ...document, ...changed }, traces)) return documents.get(id);
  }
  throw new TypeError("a document is changed by others at each try");
}
