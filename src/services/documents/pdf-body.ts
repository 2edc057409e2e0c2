import type { CdaDraft } from "../../documents/cda/draft.js";
import { toPdfA } from "../../documents/pdf/convert.js";
import { fromHeader } from "../../documents/pdf/header.js";
import { inspectPdf, isPdfA1 } from "../../documents/pdf/inspect.js";
import { srgbProfile } from "../../documents/pdf/profile.js";
import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { inspectContent } from "./inspect-content.js";
import { pdfForm, whyNotPdfA } from "./pdf-form.js";
import { conversionInterrupted, notPdfA, pdfDamaged } from "./prepare-errors.js";

/** The PDF/A-1 that a CDA is written around. */
export interface PdfBody {
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** French: what of the file it does not show. */
  readonly warnings: readonly string[];
}

/**
 * A PDF that declares PDF/A-1 as it is (DOC/va1.01: what it says is believed), anything else converted, with the identity block.
 * @param options `reading`: nobody will be sent it, so that its author need not be identified
 * @throws {SegurError} `document.not_pdfa`, `document.pdf_damaged`, `pdf.…`
 */
export async function pdfBody(
  { contents, pdfConverter }: Pick<OpenCabinet, "contents" | "pdfConverter">,
  document: Document,
  draft: CdaDraft,
  { reading = false }: { readonly reading?: boolean } = {},
): Promise<PdfBody> {
  if (document.mimeType !== "application/pdf") return converted(contents, document, draft, reading);
  const inspection = await inspectContent(contents, document.content);
  const form = await pdfForm(inspection, pdfConverter);
  if (form === "cut") throw pdfDamaged(document.id);
  if (form === "as_is") return { open: () => contents.read(document.content), warnings: [] };
  const made = form === "converted" ? await madePdfA(contents, document, pdfConverter) : null;
  if (made === null) throw notPdfA(document.id, whyNotPdfA(inspection, form));
  return { open: () => [made], warnings: [CONVERTED] };
}

const CONVERTED = "Ce PDF n'était pas un PDF/A-1 : il a été converti par Ghostscript.";

/** Null when no program of this machine can, or when what it made does not say that it is a PDF/A-1. */
async function madePdfA(
  contents: OpenCabinet["contents"],
  document: Document,
  converter: OpenCabinet["pdfConverter"],
): Promise<Buffer | null> {
  const about = { profile: srgbProfile(), createdAt: new Date(document.createdAt) };
  let made: Buffer | null;
  try {
    made = (await converter?.toPdfA1(fromHeader(contents.read(document.content)), about)) ?? null;
  } catch (error) {
    throw error instanceof Error && error.name === "AbortError" ? conversionInterrupted(document.id) : error;
  }
  return made !== null && isPdfA1(await inspectPdf(made)) ? made : null;
}

async function converted(
  contents: OpenCabinet["contents"],
  document: Document,
  draft: CdaDraft,
  reading: boolean,
): Promise<PdfBody> {
  const pieces: Buffer[] = [];
  for await (const piece of contents.read(document.content)) pieces.push(piece);
  const { bytes, warnings } = await toPdfA(Buffer.concat(pieces), document.mimeType, draft, { reading });
  return { open: () => [bytes], warnings: warnings.map(({ message }) => message) };
}
