import { readCda } from "../../documents/cda/reader.js";
import { cdaToPdfA } from "../../documents/pdf/from-cda.js";
import { fromHeader } from "../../documents/pdf/header.js";
import { inspectPdf, isPdfA1 } from "../../documents/pdf/inspect.js";
import { srgbProfile } from "../../documents/pdf/profile.js";
import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import { draftForReading } from "../documents/header.js";
import { pdfBody } from "../documents/pdf-body.js";
import type { ExportCabinet } from "./cabinet.js";

/** The PDF of a document in an export, one at a time in memory. */
export interface ExportedPdf {
  /** `original`: the file itself is one; null: there is none. */
  readonly bytes: Buffer | "original" | null;
  /** It declares PDF/A-1 (DOC/va1.01: what it says is believed). */
  readonly pdfA: boolean;
  /** Stable code of what forbids a PDF/A-1; null when there is one. */
  readonly fault: string | null;
}

/** Images of a structured document that are drawn, all together. */
const MAX_PICTURES = 64 * 1_048_576;
/** A PDF inside a CDA that is held in memory; a larger one stays in its CDA. */
const MAX_PDF = 100_000_000;

/**
 * The form for reading of a document: itself, the PDF that its CDA holds, or drawn (a text, an image, a structured document). What makes
 * a PDF/A-1 impossible is told and stops nothing: the original is in the export whatever happens. Errors of the store are thrown.
 */
export async function exportedPdf(cabinet: ExportCabinet, document: Document, patient: Patient): Promise<ExportedPdf> {
  const isPdf = document.mimeType === "application/pdf";
  try {
    if (document.mimeType === "text/xml") return await ofCda(cabinet, document);
    const draft = await draftForReading(cabinet, document, patient);
    const { open, warnings } = await pdfBody(cabinet, document, draft, { reading: true });
    if (isPdf && warnings.length === 0) return { bytes: "original", pdfA: true, fault: null };
    return { bytes: await whole(open()), pdfA: true, fault: null };
  } catch (error) {
    if (!(error instanceof SegurError) || error.kind === "storage" || error.kind === "interrupted") throw error;
    return { bytes: isPdf ? "original" : null, pdfA: false, fault: error.code };
  }
}

async function ofCda({ contents, pdfConverter }: ExportCabinet, document: Document): Promise<ExportedPdf> {
  const found: { id: string | null; bytes: Buffer }[] = [];
  const pictures: { mediaType: string; bytes: Buffer }[] = [];
  let body: Buffer | null = null;
  let room = MAX_PICTURES;
  const read = await readCda(contents.read(document.content), {
    async onBinary({ id, mediaType }, pieces) {
      if (mediaType === "application/pdf") {
        // Its body, else the first that is joined to it (the paper form of a laboratory report).
        if (found.length > 0 && id !== null) return;
        found[0] = { id, bytes: await whole(pieces) };
      } else if (id === null || mediaType.startsWith("image/")) {
        const bytes = await whole(pieces);
        room -= bytes.length;
        if (id === null) body = bytes;
        else if (room >= 0) pictures.push({ mediaType, bytes });
      }
    },
  });
  const [pdf] = found;
  if (pdf === undefined)
    return { bytes: (await cdaToPdfA({ ...read, contents: body, pictures })).bytes, pdfA: true, fault: null };
  const inspection = await inspectPdf(pdf.bytes);
  if (isPdfA1(inspection)) return { bytes: pdf.bytes, pdfA: true, fault: null };
  const about = { profile: srgbProfile(), createdAt: new Date(document.createdAt) };
  // What is protected was protected by somebody: it is not for us to open.
  const made = inspection.encrypted ? null : ((await pdfConverter?.toPdfA1(fromHeader(pieces(pdf.bytes)), about)) ?? null);
  if (made !== null && isPdfA1(await inspectPdf(made))) return { bytes: made, pdfA: true, fault: null };
  return { bytes: pdf.bytes, pdfA: false, fault: "document.not_pdfa" };
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function whole(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > MAX_PDF) throw new SegurError({ kind: "input", code: "export.pdf_too_large", message: "PDF trop grand." });
    all.push(piece);
  }
  return Buffer.concat(all);
}
