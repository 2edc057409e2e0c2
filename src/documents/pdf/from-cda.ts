import type { JoinedBinary } from "../cda/blocks.js";
import type { CdaBody, CdaHeader } from "../cda/header.js";
import { plainBody } from "../cda/plain-body.js";
import { narrativeLines } from "../cda/render-text.js";
import { instantOf } from "../cda/times.js";
import { headerLines } from "../cda/words.js";
import type { ConvertedPdf } from "./convert.js";
import { pdfError } from "./errors.js";
import { checkJpeg } from "./jpeg.js";
import { BOTTOM, PAGE, TOP } from "./page.js";
import { newSheet, type Sheet } from "./sheet.js";
import { tiffImages } from "./tiff.js";
import { charactersWarning, type PdfWarning } from "./warnings.js";
import { expandTabs, wrap } from "./wrap.js";

/** A CDA that was read, with the binaries that a page can show. */
export interface CdaToShow {
  readonly header: CdaHeader;
  readonly body: CdaBody;
  readonly binaries: readonly JoinedBinary[];
  /** Contents of a level 1 body; null for a structured document. */
  readonly contents: Buffer | null;
  /** Images joined to a structured document, in its order. */
  readonly pictures: readonly { readonly mediaType: string; readonly bytes: Buffer }[];
}

/** One row of a page, already measured. */
interface Row {
  readonly height: number;
  draw(sheet: Sheet, y: number): void;
}

const WIDTH = PAGE.width - 2 * PAGE.margin;
const MAX_PAGES = 2_000;
const LABEL = 100;
/** The narrative is laid out in columns, as a terminal shows it. */
const BODY = { font: "mono", size: 8.6, leading: 11.2 } as const;
const EM = 0.602;
const COLUMNS = Math.floor(WIDTH / (BODY.size * EM));

/**
 * The form for reading of a CDA that holds no PDF (MSS/CONF.26, ECO.2.1.5), as PDF/A-1b: title, type, times, author, organisation and
 * identity of its header, then its narrative, nothing left out; for a level 1 body, its text or its image. Same input, same bytes.
 * @throws SegurError `pdf.format` for a body that no page can show, `pdf.empty`, `pdf.too_long`, and what an image that is damaged throws
 */
export async function cdaToPdfA(cda: CdaToShow): Promise<ConvertedPdf> {
  const { header } = cda;
  const createdAt = new Date(instantOf(header.createdAt) ?? 0);
  const author = header.authors[0];
  const name = [author?.givenName, author?.familyName].filter(Boolean).join(" ") || (author?.institution?.name ?? "");
  const sheet = await newSheet({ title: header.title || header.code.label || "Document", author: name, createdAt });
  const { rows, images, warnings } = await contentOf(cda, sheet);
  if (rows.length === 0 && images.length === 0) throw pdfError("empty");

  const pages = paginate([...headRows(header, sheet), ...rows]);
  const total = pages.length + images.length;
  if (total > MAX_PAGES) throw pdfError("too_long");
  const whose = headerLines(header, true).find(({ label }) => label === "Patient")?.value ?? "";
  for (const [index, page] of pages.entries()) {
    sheet.addPage();
    let y: number = TOP;
    for (const row of page) {
      row.draw(sheet, y);
      y += row.height;
    }
    drawFoot(sheet, whose, index + 1, total);
  }
  for (const [index, image] of images.entries()) {
    sheet.addPage();
    try {
      sheet.picture(image, PAGE.margin, TOP, WIDTH, BOTTOM - TOP - 6);
    } catch (cause) {
      throw pdfError("jpeg_unreadable", cause);
    }
    drawFoot(sheet, whose, pages.length + index + 1, total);
  }
  const bytes = await sheet.end();
  const characters = charactersWarning(sheet.missing);
  return { bytes, pages: total, warnings: characters === null ? warnings : [...warnings, characters] };
}

interface Content {
  readonly rows: readonly Row[];
  /** One page each. */
  readonly images: readonly Buffer[];
  readonly warnings: readonly PdfWarning[];
}

async function contentOf(cda: CdaToShow, sheet: Sheet): Promise<Content> {
  const { body, contents } = cda;
  if (body.level === "n3") return narrative(cda, sheet);
  if (body.level === "none" || contents === null || contents.length === 0) throw pdfError("empty");
  if (body.mediaType === "image/jpeg") return { rows: [], images: [contents], warnings: checkJpeg(contents) };
  if (body.mediaType === "image/tiff") {
    const images: Buffer[] = [];
    for await (const image of tiffImages(contents)) images.push(image);
    return { rows: [], images, warnings: [] };
  }
  const text = plainBody(body.mediaType, contents);
  if (text === null) throw pdfError("format");
  if (text.trim() === "") throw pdfError("empty");
  return { rows: text.split(/\n|\f/).flatMap((line) => textRows(sheet, line)), images: [], warnings: [] };
}

function narrative({ body, binaries, pictures }: CdaToShow, sheet: Sheet): Content {
  const lines = body.level === "n3" ? narrativeLines(body.sections, binaries, COLUMNS) : [];
  const rows = lines.flatMap(({ tone, text }) => (tone === "heading" ? headingRows(sheet, text) : textRows(sheet, text)));
  const images: Buffer[] = [];
  const warnings: PdfWarning[] = [];
  for (const { mediaType, bytes } of pictures) {
    if (mediaType === "image/jpeg") {
      warnings.push(...checkJpeg(bytes));
      images.push(bytes);
    } else if (!warnings.includes(LEFT_OUT)) warnings.push(LEFT_OUT);
  }
  return { rows, images, warnings };
}

const LEFT_OUT: PdfWarning = {
  code: "pictures",
  message: "Une image du document n'est pas dans le PDF qui l'accompagne : elle reste dans le CDA.",
};

/** Lines of the narrative keep their columns; one that is too wide all the same is cut, never lost. */
function textRows(sheet: Sheet, line: string): Row[] {
  const { font, size, leading } = BODY;
  const metrics = sheet.metrics(font);
  return wrap(metrics.drawable(expandTabs(line), sheet.missing), (WIDTH * 1000) / size, metrics).map((text) => ({
    height: leading,
    draw: ({ pen }, y) => {
      if (text.trim() !== "") pen.text(text, PAGE.margin, y, { font, size });
    },
  }));
}

function headingRows({ pen }: Sheet, line: string): Row[] {
  const indent = (line.length - line.trimStart().length) * BODY.size * EM;
  const style = { font: "bold", size: 9.5 } as const;
  return pen.wrap(line.trim(), WIDTH - indent, style.font, style.size).map((text) => ({
    height: 13.5,
    draw: (sheet, y) => sheet.pen.text(text, PAGE.margin + indent, y, style),
  }));
}

/** What ECO.2.1.5 asks to be shown first, with the identity of the patient. */
function headRows(header: CdaHeader, { pen }: Sheet): Row[] {
  const title = { font: "bold", size: 13 } as const;
  const small = { font: "regular", size: 8.5 } as const;
  const rows: Row[] = pen
    .wrap(header.title || header.code.label || "Document sans titre", WIDTH, title.font, title.size)
    .map((text) => ({ height: 17, draw: (sheet, y) => sheet.pen.text(text, PAGE.margin, y, title) }));
  const organisations = new Set(header.authors.map(({ institution }) => institution?.name ?? "").filter((name) => name !== ""));
  const lines = [
    ...headerLines(header, true, "as_written"),
    ...[...organisations].map((value) => ({ label: "Organisation", value })),
  ];
  for (const { label, value } of lines) {
    for (const [index, text] of pen.wrap(value, WIDTH - LABEL, small.font, small.size).entries()) {
      rows.push({
        height: 11.5,
        draw: (sheet, y) => {
          if (index === 0) sheet.pen.text(`${label} :`, PAGE.margin, y, small);
          sheet.pen.text(text, PAGE.margin + LABEL, y, { ...small, font: "bold" });
        },
      });
    }
  }
  rows.push({ height: 14, draw: (sheet, y) => sheet.pen.rule(PAGE.margin, PAGE.width - PAGE.margin, y + 5) });
  return rows;
}

function paginate(rows: readonly Row[]): Row[][] {
  const pages: Row[][] = [[]];
  let y: number = TOP;
  for (const row of rows) {
    if (y + row.height > BOTTOM) {
      pages.push([]);
      y = TOP;
    }
    pages.at(-1)?.push(row);
    y += row.height;
  }
  return pages;
}

function drawFoot({ pen }: Sheet, whose: string, page: number, total: number): void {
  const y = PAGE.height - PAGE.margin - 9;
  const style = { font: "regular", size: 7.5 } as const;
  pen.rule(PAGE.margin, PAGE.width - PAGE.margin, y - 4);
  const [shown = ""] = pen.wrap(whose, WIDTH - 80, style.font, style.size);
  pen.text(shown, PAGE.margin, y, style);
  pen.text(`Page ${page} sur ${total}`, PAGE.width - PAGE.margin - 80, y, { ...style, align: "right", width: 80 });
}
