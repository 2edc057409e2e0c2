import type { CdaBinary } from "../../documents/cda/header.js";
import { readCda } from "../../documents/cda/reader.js";
import { cdaToPdfA } from "../../documents/pdf/from-cda.js";
import { inspectPdf, isPdfA1 } from "../../documents/pdf/inspect.js";
import { srgbProfile } from "../../documents/pdf/profile.js";
import type { ContentInfo } from "../../store/documents.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { PreparedCda } from "../documents/prepare.js";
import { notPdfA, pdfDamaged } from "../documents/prepare-errors.js";

type Cabinet = Pick<OpenCabinet, "contents" | "pdfConverter">;

export interface PdfBeside {
  readonly info: ContentInfo;
  /** French: what of the document the PDF does not show. */
  readonly warnings: readonly string[];
}

/** Images of a structured document that are drawn, all together. */
const MAX_PICTURES = 64 * 1_048_576;

/**
 * The PDF/A-1 that goes beside a CDA, in the store (MSS/CONF.23, ECO.2.1.5): the very PDF that a level 1 document holds; else the form
 * for reading of its narrative, its text or its image.
 * @throws {SegurError} `document.not_pdfa` (DOC/va1.01), `document.pdf_damaged`, `pdf.…`
 */
export async function pdfBeside(cabinet: Cabinet, prepared: PreparedCda): Promise<PdfBeside> {
  return prepared.bodyMediaType === "application/pdf" ? embedded(cabinet, prepared) : drawn(cabinet, prepared);
}

async function embedded({ contents, pdfConverter }: Cabinet, { document, info, header }: PreparedCda): Promise<PdfBeside> {
  let pdf: ContentInfo | null = null;
  await readCda(contents.read(info.id), {
    async onBinary(binary, body) {
      if (isBody(binary)) pdf = await contents.write(body);
    },
  });
  if (pdf === null) throw pdfDamaged(document.id);
  const found: ContentInfo = pdf;
  const inspection = await inspectPdf(contents.read(found.id));
  if (isPdfA1(inspection)) {
    if (!inspection.complete) throw pdfDamaged(document.id);
    return { info: found, warnings: [] };
  }
  // What is protected was protected by somebody: it is not for us to open.
  const about = { profile: srgbProfile(), createdAt: new Date(document.createdAt) };
  const made = inspection.encrypted ? null : ((await pdfConverter?.toPdfA1(contents.read(found.id), about)) ?? null);
  if (made === null || !isPdfA1(await inspectPdf(made))) {
    throw notPdfA(document.id, inspection.declares === null ? NO_CLAIM : `Il déclare ${inspection.declares}, et non PDF/A-1.`);
  }
  const what = header.title.trim() === "" ? document.id : `« ${header.title} »`;
  return {
    info: await contents.write([made]),
    warnings: [`Le PDF de ${what} n'était pas un PDF/A-1 : sa copie jointe a été convertie.`],
  };
}

const NO_CLAIM = "Il ne déclare aucune conformité PDF/A, ou il est protégé.";

async function drawn({ contents }: Cabinet, { info }: PreparedCda): Promise<PdfBeside> {
  let body: Buffer | null = null;
  const pictures: { mediaType: string; bytes: Buffer }[] = [];
  let room = MAX_PICTURES;
  const read = await readCda(contents.read(info.id), {
    async onBinary(binary, pieces) {
      const picture = binary.mediaType.startsWith("image/");
      if (!isBody(binary) && !picture) return;
      const all: Buffer[] = [];
      for await (const piece of pieces) {
        room -= piece.length;
        if (room < 0) return;
        all.push(piece);
      }
      if (isBody(binary)) body = Buffer.concat(all);
      else pictures.push({ mediaType: binary.mediaType, bytes: Buffer.concat(all) });
    },
  });
  const { bytes, warnings } = await cdaToPdfA({ ...read, contents: body, pictures });
  const left = room < 0 ? ["Des images du document ne sont pas dans le PDF qui l'accompagne : elles restent dans le CDA."] : [];
  return { info: await contents.write([bytes]), warnings: [...warnings.map(({ message }) => message), ...left] };
}

function isBody({ id }: CdaBinary): boolean {
  return id === null;
}
