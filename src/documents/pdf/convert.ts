import { checkDraft } from "../cda/check-draft.js";
import type { CdaDraft } from "../cda/draft.js";
import { decodeText, normalised } from "./decode-text.js";
import { pdfError } from "./errors.js";
import { checkJpeg } from "./jpeg.js";
import { BOTTOM, drawFoot, drawHead, PAGE, symbolOf, TOP } from "./page.js";
import { flatPng } from "./png-read.js";
import { rtfText } from "./rtf.js";
import { newSheet, type Sheet } from "./sheet.js";
import { tiffImages } from "./tiff.js";
import { charactersWarning, type PdfWarning } from "./warnings.js";
import { expandTabs, wrap } from "./wrap.js";

/** Media types that become a PDF/A-1b. */
export const CONVERTIBLE = ["text/plain", "text/rtf", "application/rtf", "image/jpeg", "image/png", "image/tiff"] as const;

export interface ConvertedPdf {
  readonly bytes: Buffer;
  readonly pages: number;
  /** What of the file the PDF does not show. */
  readonly warnings: readonly PdfWarning[];
}

const MAX_PAGES = 2_000;
/** Body text: plain text keeps its columns, hence a fixed width; RTF was written for a proportional one. */
const BODY = { plain: { font: "mono", size: 9.3, leading: 12 }, rtf: { font: "regular", size: 10, leading: 13.5 } } as const;

/**
 * A text or an image as PDF/A-1b (DOC/va1.04): head of the first page with structure, author, identity, matricule with its nature and
 * INS datamatrix (when the draft holds an INS, that is for a qualified identity), title and dates; patient and page number on each.
 * Same input and dates, same bytes.
 * @param options `reading`: it is not sent, and its author may have no national id
 * @throws SegurError `pdf.*`, and `cda.*` for a draft that could not be written either
 */
export async function toPdfA(
  bytes: Buffer,
  mediaType: string,
  draft: CdaDraft,
  options: { readonly reading?: boolean } = {},
): Promise<ConvertedPdf> {
  checkDraft(draft, options);
  if (bytes.length === 0) throw pdfError("empty");
  switch (mediaType) {
    case "text/plain":
      return textPdf(decodeText(bytes), draft, BODY.plain, []);
    case "text/rtf":
    case "application/rtf": {
      const { text, warnings } = rtfText(bytes);
      return textPdf(normalised(text), draft, BODY.rtf, warnings);
    }
    case "image/jpeg":
      return picturePdf([bytes], draft, checkJpeg(bytes));
    case "image/png":
      return picturePdf([flatPng(bytes)], draft, []);
    case "image/tiff":
      return picturePdf(tiffImages(bytes), draft, []);
    default:
      throw pdfError("format");
  }
}

async function textPdf(
  text: string,
  draft: CdaDraft,
  { font, size, leading }: (typeof BODY)[keyof typeof BODY],
  warnings: readonly PdfWarning[],
): Promise<ConvertedPdf> {
  if (text.trim() === "") throw pdfError("empty");
  const sheet = await sheetOf(draft);
  const metrics = sheet.metrics(font);
  const width = ((PAGE.width - 2 * PAGE.margin) * 1000) / size;
  sheet.addPage();
  const first = drawHead(sheet.pen, draft, await symbolOf(draft.patient));
  const room = (page: number) => Math.floor((BOTTOM - (page === 0 ? first : TOP)) / leading);

  const pages: string[][] = [[]];
  let current = pages[0] ?? [];
  const turn = (): void => {
    if (pages.length >= MAX_PAGES) throw pdfError("too_long");
    current = [];
    pages.push(current);
  };
  for (const [index, part] of text.trimEnd().split("\f").entries()) {
    if (index > 0) turn();
    // A break just before an end of line, as printers were sent, starts no line of its own.
    for (const paragraph of (index > 0 ? part.replace(/^\n/, "") : part).split("\n")) {
      for (const line of wrap(metrics.drawable(expandTabs(paragraph), sheet.missing), width, metrics)) {
        if (current.length >= room(pages.length - 1)) turn();
        current.push(line.trimEnd());
      }
    }
  }
  for (const [index, lines] of pages.entries()) {
    if (index > 0) sheet.addPage();
    const top = index === 0 ? first : TOP;
    for (const [row, line] of lines.entries()) {
      if (line !== "") sheet.pen.text(line, PAGE.margin, top + row * leading, { font, size });
    }
    drawFoot(sheet.pen, draft, index + 1, pages.length);
  }
  return finish(sheet, pages.length, warnings);
}

async function picturePdf(
  images: Iterable<Buffer> | AsyncIterable<Buffer>,
  draft: CdaDraft,
  warnings: readonly PdfWarning[],
): Promise<ConvertedPdf> {
  const all: Buffer[] = [];
  for await (const image of images) all.push(image);
  const sheet = await sheetOf(draft);
  const symbol = await symbolOf(draft.patient);
  const inner = PAGE.width - 2 * PAGE.margin;
  for (const [index, image] of all.entries()) {
    sheet.addPage();
    const top = index === 0 ? drawHead(sheet.pen, draft, symbol) : TOP;
    try {
      sheet.picture(image, PAGE.margin, top, inner, BOTTOM - top - 6);
    } catch (cause) {
      throw pdfError("jpeg_unreadable", cause);
    }
    drawFoot(sheet.pen, draft, index + 1, all.length);
  }
  return finish(sheet, all.length, warnings);
}

function sheetOf(draft: CdaDraft): Promise<Sheet> {
  const [{ person }] = draft.authors;
  const author = person === null ? draft.structure.name : [person.givenName, person.familyName].filter(Boolean).join(" ");
  return newSheet({ title: draft.title, author, createdAt: new Date(draft.createdAt) });
}

async function finish(sheet: Sheet, pages: number, warnings: readonly PdfWarning[]): Promise<ConvertedPdf> {
  const bytes = await sheet.end();
  const characters = charactersWarning(sheet.missing);
  return { bytes, pages, warnings: characters === null ? warnings : [...warnings, characters] };
}
