import { createRequire } from "node:module";
import type Table from "cli-table3";
import { cellLines, fitTable, visibleWidth } from "./layout.js";

const require = createRequire(import.meta.url);

export interface TableColumn {
  readonly title: string;
  readonly align: "left" | "right";
}

/**
 * A table for a terminal: a box, or columns apart where a box would be too wide (see {@link fitTable}). Wide cells wrap, nothing
 * is cut.
 * @param width columns of the terminal, or null when unknown
 */
export function drawTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[], width: number | null): string {
  const texts = columns.map((column, index) => [column.title, ...rows.map((row) => row[index] ?? "")]);
  const { framed, shown, widths } = fitTable(texts, width);
  const aligns = shown.map((index) => columns[index]?.align ?? "left");
  const wrapped = (row: readonly string[]) => shown.map((from, index) => cellLines(row[from] ?? "", widths[index] ?? 0));
  const head = wrapped(columns.map((column) => column.title));
  return (framed ? box : plain)(head, rows.map(wrapped), widths, aligns);
}

type Cells = readonly (readonly string[])[];

/** cli-table3 is loaded on first use (CommonJS, so without waiting), its colours forced off: cells come already coloured. */
function box(head: Cells, rows: readonly Cells[], widths: readonly number[], aligns: readonly TableColumn["align"][]): string {
  const TableClass: typeof Table = require("cli-table3");
  const cells = (row: Cells) => row.map((lines) => lines.join("\n"));
  const table = new TableClass({
    head: cells(head),
    style: { head: [], border: [], compact: true },
    colAligns: [...aligns],
    // One space each side of a cell.
    colWidths: widths.map((each) => each + 2),
  });
  for (const row of rows) table.push(cells(row));
  return `${table.toString()}\n`;
}

function plain(head: Cells, rows: readonly Cells[], widths: readonly number[], aligns: readonly TableColumn["align"][]): string {
  let text = "";
  for (const row of [head, ...rows]) {
    const height = Math.max(...row.map((lines) => lines.length));
    for (let line = 0; line < height; line += 1) {
      const padded = row.map((lines, index) => pad(lines[line] ?? "", widths[index] ?? 0, aligns[index] ?? "left"));
      text += `${padded.join("  ").trimEnd()}\n`;
    }
  }
  return text;
}

/** Pads to a width on screen; a longer text is left whole. */
export function pad(text: string, width: number, align: TableColumn["align"]): string {
  const missing = " ".repeat(Math.max(0, width - visibleWidth(text)));
  return align === "left" ? text + missing : missing + text;
}

/** One tab-separated line: tabs and line ends inside a value become spaces, so that a row is a line. */
export function tsvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t")}\n`;
}
