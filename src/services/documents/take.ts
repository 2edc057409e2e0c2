import { createHash } from "node:crypto";
import { readWholeCda, type WholeCda } from "../../documents/cda/read-whole.js";
import { inspectPdf, type PdfInspection } from "../../documents/pdf/inspect.js";
import type { ContentInfo, ContentStore } from "../../store/documents.port.js";
import type { Sniffed } from "./source.js";

/** What a file holds, once it was read to its end. */
export interface Taken {
  readonly info: ContentInfo;
  /** Null when it is no CDA. */
  readonly cda: WholeCda | null;
  /** What a PDF says of itself; null for any other. */
  readonly pdf: PdfInspection | null;
}

/**
 * Reads a file to its end: into the store, or, when nothing is to be written, through its digests only. A CDA is read too. What is
 * then refused is named by nobody, and forgotten by the sweep of the store.
 */
export async function take(contents: ContentStore, file: Sniffed, dryRun: boolean): Promise<Taken> {
  const isCda = file.mediaType === "text/xml";
  const isPdf = file.mediaType === "application/pdf";
  if (!dryRun) {
    const info = await contents.write(file.bytes);
    const read = () => contents.read(info.id);
    return { info, cda: isCda ? await readWholeCda(read()) : null, pdf: isPdf ? await inspectPdf(read()) : null };
  }
  const [sha256, sha1] = [createHash("sha256"), createHash("sha1")];
  let size = 0;
  async function* through() {
    for await (const chunk of file.bytes) {
      sha256.update(chunk);
      sha1.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  let cda: WholeCda | null = null;
  let pdf: PdfInspection | null = null;
  if (isCda) cda = await readWholeCda(through());
  else if (isPdf) pdf = await inspectPdf(through());
  else for await (const _ of through());
  return { info: { id: sha256.digest("hex"), sha1: sha1.digest("hex"), size }, cda, pdf };
}
