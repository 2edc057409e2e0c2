import { inspectPdf, type PdfInspection } from "../../documents/pdf/inspect.js";
import type { ContentId } from "../../domain/document/document.js";
import type { ContentStore } from "../../store/documents.port.js";

/** What was found, by store: the name of a content is the digest of its bytes, so that what is known of it never changes. */
const FOUND = new WeakMap<Pick<ContentStore, "read">, Map<ContentId, PdfInspection>>();

/** What a PDF of the store says of itself; read once in a command, whose plan and deposit both ask. */
export async function inspectContent(contents: Pick<ContentStore, "read">, id: ContentId): Promise<PdfInspection> {
  const found = FOUND.get(contents) ?? new Map<ContentId, PdfInspection>();
  FOUND.set(contents, found);
  const known = found.get(id);
  if (known !== undefined) return known;
  const inspection = await inspectPdf(contents.read(id));
  found.set(id, inspection);
  return inspection;
}
