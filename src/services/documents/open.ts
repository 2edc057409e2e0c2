import type { JoinedBinary } from "../../documents/cda/blocks.js";
import type { CdaBinary, CdaBody, CdaHeader } from "../../documents/cda/header.js";
import { readCda } from "../../documents/cda/reader.js";
import type { PageBinary } from "../../documents/cda/render-html.js";
import type { ContentId, Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Biology } from "../../domain/inbox/biology.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { shownHeader } from "./shown-header.js";

/** A document as it is shown, whatever its kind: one that is no CDA is shown as the body of one. */
export interface OpenedDocument {
  readonly header: CdaHeader;
  readonly body: CdaBody;
  readonly binaries: readonly PageBinary[];
  /** Every binary that it holds, contents read or not. */
  readonly attached: readonly JoinedBinary[];
  /** French. */
  readonly warnings: readonly string[];
  /** Results and alerts of a biology report; null or absent for another document. */
  readonly biology?: Biology | null;
}

/** Which contents are wanted in memory. */
export interface Wanted {
  /** `text`: only a body that is text, or the PDF whose text is read, body or joined; `all`: images and other PDF too. */
  readonly contents: "text" | "all";
}

/** More than a page can hold, in bytes. */
const LARGEST = 64_000_000;
const TEXT = /^(text\/plain|(text|application)\/(x-)?rtf|application\/pdf)$/;

/** Reads a document to be shown. @throws {SegurError} `storage`, `cda.…` */
export async function openDocument(
  cabinet: Pick<OpenCabinet, "contents" | "patients">,
  document: Document,
  { contents: wanted }: Wanted,
): Promise<OpenedDocument> {
  const { contents } = cabinet;
  if (document.mimeType !== "text/xml") {
    const header = await shownHeader(cabinet, document);
    const body: CdaBody = { level: "n1", mediaType: document.mimeType, compressed: false };
    if (wanted === "text" && !TEXT.test(document.mimeType)) return { header, body, binaries: [], attached: [], warnings: [] };
    const bytes = await gather(contents.read(document.content));
    const binaries = bytes === null ? [] : [{ id: null, mediaType: document.mimeType, contents: bytes }];
    return { header, body, binaries, attached: [], warnings: bytes === null ? [TOO_LARGE] : [] };
  }
  return openCda(cabinet, document.content, { contents: wanted });
}

/** The same for the bytes of a CDA, filed or not. A binary that is damaged is left out, and told of among the warnings. */
export async function openCda(
  { contents }: Pick<OpenCabinet, "contents">,
  content: ContentId,
  { contents: wanted }: Wanted,
): Promise<OpenedDocument> {
  const binaries: PageBinary[] = [];
  let skipped = false;
  const {
    header,
    body,
    warnings,
    binaries: attached,
    biology,
  } = await readCda(contents.read(content), {
    biology: true,
    async onBinary(binary, source) {
      if (wanted === "text" && !isRead(binary, binaries)) return;
      try {
        const bytes = await gather(source);
        if (bytes !== null) binaries.push({ ...binary, contents: bytes });
        else skipped = true;
      } catch (error) {
        // The reader tells of it among its warnings.
        if (!(error instanceof SegurError) || error.code !== "cda.binary") throw error;
      }
    },
  });
  return { header, body, binaries, attached, warnings: skipped ? [...warnings, TOO_LARGE] : warnings, biology };
}

/** A body that is text or a PDF; of what is joined to a structured document, the first PDF. */
function isRead({ id, mediaType }: CdaBinary, read: readonly PageBinary[]): boolean {
  return id === null ? TEXT.test(mediaType) : mediaType === PDF && read.every((each) => each.mediaType !== PDF);
}

const PDF = "application/pdf";
const TOO_LARGE = "Une pièce du document est trop grande pour être affichée : segur doc export l'enregistre.";

/** Null when it is larger than a page can hold. */
async function gather(source: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size <= LARGEST) pieces.push(piece);
    else pieces.length = 0;
  }
  return size > LARGEST ? null : Buffer.concat(pieces);
}
