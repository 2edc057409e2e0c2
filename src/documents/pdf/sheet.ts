import type PDFDocumentType from "pdfkit";
import { FONTS, type FontkitFont, type FontName, type Metrics, metricsOf, shareTables } from "./fonts.js";
import { PAGE, type Pen } from "./page.js";
import { wrap } from "./wrap.js";

/** A PDF/A-1b being written, with a pen and the measures of its fonts. */
export interface Sheet {
  readonly pen: Pen;
  metrics(font: FontName): Metrics;
  /** Code points that could not be drawn, with their count. */
  readonly missing: Map<number, number>;
  addPage(): void;
  /** A picture within a frame, not enlarged beyond 150 points an inch. */
  picture(image: Buffer, x: number, y: number, width: number, height: number): void;
  end(): Promise<Buffer>;
}

export interface SheetInfo {
  readonly title: string;
  readonly author: string;
  readonly createdAt: Date;
}

/** One line as it is. What pdfkit would measure again serves links and underlines, which there are none of. */
const UNMEASURED = { lineBreak: false, textWidth: 0, wordCount: 1 };

/** pdfkit writes the metadata in XML without escaping them, and they must equal those of the Info dictionary (ISO 19005-1 §6.7.3). */
function plain(text: string): string {
  return text
    .replace(/\s*&\s*/g, " et ")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .replace(/[^\u0020-\uD7FF\uE000-\uFFFD]/g, " ")
    .trim();
}

/** Same input and dates, same bytes: nothing of the clock, of chance or of this machine goes into it. */
export async function newSheet({ title, author, createdAt }: SheetInfo): Promise<Sheet> {
  const { default: PDFDocument } = await import("pdfkit");
  // By path: a name registered for a font that is open under another is read and parsed again at each use.
  const paths: Readonly<Record<FontName, string>> = { regular: FONTS.regular(), bold: FONTS.bold(), mono: FONTS.mono() };
  const doc = new PDFDocument({
    pdfVersion: "1.4",
    subset: "PDF/A-1b",
    font: paths.regular,
    autoFirstPage: false,
    size: [PAGE.width, PAGE.height],
    margin: 0,
    lang: "fr-FR",
    info: {
      Title: plain(title),
      Author: plain(author),
      Creator: "segur",
      Producer: "segur",
      CreationDate: createdAt,
      ModDate: createdAt,
    },
  } as ConstructorParameters<typeof PDFDocumentType>[0]);
  const pieces: Buffer[] = [];
  doc.on("data", (piece: Buffer) => pieces.push(piece));
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.once("end", () => resolve(Buffer.concat(pieces)));
    doc.once("error", reject);
  });
  // Nobody waits for it when a picture is refused on the way.
  done.catch(() => {});

  const missing = new Map<number, number>();
  const known = new Map<FontName, Metrics>();
  const metrics = (font: FontName): Metrics => {
    let found = known.get(font);
    if (found === undefined) {
      doc.font(paths[font]);
      const { font: opened } = (doc as unknown as { _font: { font: FontkitFont } })._font;
      shareTables(font, opened);
      found = metricsOf(opened);
      known.set(font, found);
    }
    return found;
  };
  // Opened by pdfkit above, and embedded in every document.
  metrics("regular");
  const pen: Pen = {
    text(text, x, y, { font, size, align, width }) {
      const drawn = metrics(font).drawable(text, missing);
      const shift = align === "right" && width !== undefined ? width - (metrics(font).width(drawn) * size) / 1000 : 0;
      doc
        .font(paths[font])
        .fontSize(size)
        .text(drawn, x + shift, y, UNMEASURED);
    },
    rule(x1, x2, y) {
      doc.lineWidth(0.5).moveTo(x1, y).lineTo(x2, y).stroke();
    },
    box(x, y, width, height) {
      doc.lineWidth(0.5).rect(x, y, width, height).stroke();
    },
    ink(rectangles) {
      for (const [x, y, width, height] of rectangles) doc.rect(x, y, width, height);
      doc.fill("black");
    },
    wrap: (text, width, font, size) => wrap(text, (width * 1000) / size, metrics(font)),
  };
  return {
    pen,
    metrics,
    missing,
    addPage: () => void doc.addPage(),
    picture(image, x, y, width, height) {
      doc.image(image, x, y, { fit: [width, height], align: "center" });
    },
    end() {
      doc.end();
      return done;
    },
  };
}
