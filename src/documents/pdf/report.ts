import { BOTTOM, PAGE, type Pen, TOP } from "./page.js";
import { newSheet } from "./sheet.js";

/** A report to print: words and tables, nobody's identity. French. */
export interface PrintedReport {
  readonly title: string;
  readonly author: string;
  readonly createdAt: Date;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Said first. */
  readonly notices: readonly string[];
  readonly sections: readonly PrintedSection[];
  /** At the foot of each page, beside its number. */
  readonly foot: string;
}

export interface PrintedSection {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly table: PrintedTable | null;
}

export interface PrintedTable {
  /** `share` of the width of the page, of those of all columns. */
  readonly columns: readonly { readonly label: string; readonly share: number; readonly align?: "right" }[];
  readonly rows: readonly (readonly string[])[];
}

const WIDTH = PAGE.width - 2 * PAGE.margin;
const SIZE = 8.5;
const LINE = 11.5;

/** Room for a title and what begins under it: the head of a table and its first row. */
const FIRST_ROWS = 100;

type Stroke = (pen: Pen) => void;

/** The report as a PDF/A-1b: same input, same bytes. Nothing is cut: what is too long for a page goes on to the next. */
export async function reportPdf(report: PrintedReport): Promise<Buffer> {
  const sheet = await newSheet(report);
  const pages = layOut(report, sheet.pen);
  for (const [index, strokes] of pages.entries()) {
    sheet.addPage();
    for (const stroke of strokes) stroke(sheet.pen);
    drawFoot(sheet.pen, report.foot, index + 1, pages.length);
  }
  return sheet.end();
}

/** What each page holds. */
function layOut({ title, facts, notices, sections }: PrintedReport, pen: Pen): readonly (readonly Stroke[])[] {
  const pages: Stroke[][] = [[]];
  let y: number = TOP;
  /** Room for a block that is not cut. @returns where it begins */
  const room = (height: number) => {
    if (y + height > BOTTOM && y > TOP) {
      pages.push([]);
      y = TOP;
    }
    const at = y;
    y += height;
    return at;
  };
  const draw = (stroke: Stroke) => void pages.at(-1)?.push(stroke);
  const lines = (text: string, style: { font: "regular" | "bold"; size: number; line: number }) => {
    for (const line of pen.wrap(text, WIDTH, style.font, style.size)) {
      const at = room(style.line);
      draw((on) => on.text(line, PAGE.margin, at, style));
    }
  };
  const rows = (table: PrintedTable) => {
    const all = table.columns.reduce((sum, { share }) => sum + share, 0);
    const columns = table.columns.map((column) => ({ ...column, width: (column.share / all) * WIDTH }));
    const row = (cells: readonly string[], font: "regular" | "bold") => {
      const wrapped = columns.map(({ width }, index) => pen.wrap(cells[index] ?? "", width - 6, font, SIZE));
      const height = Math.max(...wrapped.map((each) => each.length)) * LINE + 4;
      const before = pages.length;
      const at = room(height);
      if (pages.length > before && font === "regular") {
        pages.at(-1)?.splice(0);
        y = TOP;
        row(
          table.columns.map(({ label }) => label),
          "bold",
        );
        row(cells, font);
        return;
      }
      let x: number = PAGE.margin;
      for (const [index, { width, align }] of columns.entries()) {
        const left = x;
        for (const [rank, text] of (wrapped[index] ?? []).entries())
          draw((on) => on.text(text, left, at + rank * LINE, { font, size: SIZE, ...(align && { align, width: width - 6 }) }));
        x += width;
      }
      draw((on) => on.rule(PAGE.margin, PAGE.width - PAGE.margin, at + height - 3));
    };
    row(
      table.columns.map(({ label }) => label),
      "bold",
    );
    for (const cells of table.rows) row(cells, "regular");
    room(6);
  };
  lines(title, { font: "bold", size: 15, line: 20 });
  room(4);
  for (const { label, value } of facts) lines(`${label} : ${value}`, { font: "regular", size: SIZE, line: LINE });
  room(6);
  for (const notice of notices) lines(notice, { font: "bold", size: 9, line: 12 });
  for (const section of sections) {
    // A title does not stand alone at the foot of a page.
    if (y + FIRST_ROWS > BOTTOM) y = BOTTOM;
    else room(8);
    lines(section.title, { font: "bold", size: 11, line: 15 });
    for (const paragraph of section.paragraphs) lines(paragraph, { font: "regular", size: SIZE, line: LINE });
    if (section.table !== null) rows(section.table);
  }
  return pages;
}

function drawFoot(pen: Pen, foot: string, page: number, pages: number): void {
  const y = PAGE.height - PAGE.margin - 9;
  const right = PAGE.width - PAGE.margin;
  pen.rule(PAGE.margin, right, y - 4);
  const [shown = ""] = pen.wrap(foot, WIDTH - 90, "regular", 7.5);
  pen.text(shown, PAGE.margin, y, { font: "regular", size: 7.5 });
  pen.text(`Page ${page} sur ${pages}`, right - 80, y, { font: "regular", size: 7.5, align: "right", width: 80 });
}
