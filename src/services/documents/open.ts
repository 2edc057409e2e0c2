import type { CdaBody, CdaHeader } from "../../documents/cda/header.js";
import { readCda } from "../../documents/cda/reader.js";
import type { PageBinary } from "../../documents/cda/render-html.js";
import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { shownHeader } from "./shown-header.js";

/** A document as it is shown, whatever its kind: one that is no CDA is shown as the body of one. */
export interface OpenedDocument {
  readonly header: CdaHeader;
  readonly body: CdaBody;
  readonly binaries: readonly PageBinary[];
  /** French. */
  readonly warnings: readonly string[];
}

/** Which contents are wanted in memory. */
export interface Wanted {
  /** `text`: only what is text; `all`: images and PDF too. */
  readonly contents: "text" | "all";
}

/** More than a page can hold, in bytes. */
const LARGEST = 64_000_000;
const TEXT = /^(text\/plain|(text|application)\/(x-)?rtf)$/;

/** Reads a document to be shown. @throws {SegurError} `storage`, `cda.…` */
export async function openDocument(
  cabinet: Pick<OpenCabinet, "contents" | "patients">,
  document: Document,
  { contents: wanted }: Wanted,
): Promise<OpenedDocument> {
  const { contents } = cabinet;
  const isWanted = (mediaType: string) => wanted === "all" || TEXT.test(mediaType);
  if (document.mimeType !== "text/xml") {
    const header = await shownHeader(cabinet, document);
    const body: CdaBody = { level: "n1", mediaType: document.mimeType, compressed: false };
    if (!isWanted(document.mimeType)) return { header, body, binaries: [], warnings: [] };
    const bytes = await gather(contents.read(document.content));
    const binaries = bytes === null ? [] : [{ id: null, mediaType: document.mimeType, contents: bytes }];
    return { header, body, binaries, warnings: bytes === null ? [TOO_LARGE] : [] };
  }
  const binaries: PageBinary[] = [];
  let skipped = false;
  const { header, body, warnings } = await readCda(contents.read(document.content), {
    async onBinary(binary, source) {
      const bytes = isWanted(binary.mediaType) ? await gather(source) : await drain(source);
      if (bytes !== null) binaries.push({ ...binary, contents: bytes });
      else skipped ||= isWanted(binary.mediaType);
    },
  });
  return { header, body, binaries, warnings: skipped ? [...warnings, TOO_LARGE] : warnings };
}

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

async function drain(source: AsyncIterable<Buffer>): Promise<null> {
  for await (const _ of source);
  return null;
}
