import type { Row } from "./blocks.js";
import { columns, padded } from "./screen-text.js";

/** Draws what a cell contains at a width; `Infinity` for its natural width. */
export type DrawCell = (row: number, cell: number, width: number) => readonly string[];

export interface Placed {
  readonly cell: number;
  readonly from: number;
  readonly span: number;
}

const SEPARATOR = " │ ";
/** A column of less is no longer read: rows are then told one below the other. */
const LEAST = 6;
const LONG_WORD = 16;
const MAX_COLUMNS = 40;

/** A table in columns with its cells wrapped, or null when the width cannot hold them. */
export function drawColumns(rows: readonly Row[], width: number, draw: DrawCell): string[] | null {
  const placed = place(rows);
  const count = Math.max(1, ...placed.flat().map(({ from, span }) => from + span));
  if (count > MAX_COLUMNS) return null;
  const widths = chooseWidths(rows, placed, count, width, draw);
  if (widths === null) return null;
  const drawn = placed.map((row, index) => drawRow(row, widths, (cell, at) => draw(index, cell, at)));
  const ruled = drawn.some((lines) => lines.length > 1);
  const lines: string[] = [];
  for (const [index, each] of drawn.entries()) {
    const isHeading = rows[index]?.heading === true;
    const next = rows[index + 1];
    lines.push(...each);
    if (next === undefined) continue;
    if (isHeading && !next.heading) lines.push(widths.map((at) => "─".repeat(at)).join("─┼─"));
    else if (ruled && !isHeading) lines.push(widths.map((at) => "┄".repeat(at)).join("┄┼┄"));
  }
  return lines;
}

/** Which columns each cell takes, those that a cell of an earlier row spans being taken already. */
export function place(rows: readonly Row[]): Placed[][] {
  const busy: number[] = [];
  return rows.map((row) => {
    const placed: Placed[] = [];
    let at = 0;
    for (const [cell, { colspan, rowspan }] of row.cells.entries()) {
      while ((busy[at] ?? 0) > 0) at += 1;
      placed.push({ cell, from: at, span: colspan });
      for (let column = at; column < at + colspan; column += 1) busy[column] = rowspan;
      at += colspan;
    }
    for (let column = 0; column < busy.length; column += 1) busy[column] = Math.max(0, (busy[column] ?? 0) - 1);
    return placed;
  });
}

function chooseWidths(
  rows: readonly Row[],
  placed: readonly Placed[][],
  count: number,
  width: number,
  draw: DrawCell,
): number[] | null {
  const natural = new Array<number>(count).fill(1);
  const least = new Array<number>(count).fill(1);
  // Narrow cells first: one that spans only asks for what they leave it.
  for (const spanned of [false, true]) {
    for (const [row] of rows.entries()) {
      for (const { cell, from, span } of placed[row] ?? []) {
        if (span > 1 !== spanned) continue;
        const lines = draw(row, cell, Number.POSITIVE_INFINITY);
        const wanted = Math.max(0, ...lines.map(columns)) - (span - 1) * SEPARATOR.length;
        const others = natural.slice(from, from + span - 1).reduce((sum, each) => sum + each, 0);
        const last = from + span - 1;
        natural[last] = Math.max(natural[last] ?? 1, wanted - others);
        if (span > 1) continue;
        const word = Math.max(0, ...lines.flatMap((line) => line.split(" ")).map(columns));
        least[last] = Math.max(least[last] ?? 1, Math.min(word, LONG_WORD));
      }
    }
  }
  const around = (count - 1) * SEPARATOR.length;
  let excess = natural.reduce((sum, each) => sum + each, around) - width;
  while (excess > 0) {
    let widest = -1;
    for (const [column, each] of natural.entries()) {
      if (each > Math.max(LEAST, least[column] ?? 1) && (widest < 0 || each > (natural[widest] ?? 0))) widest = column;
    }
    if (widest < 0) return null;
    // As much at once as brings the widest down to the second: a cell of a megabyte must not take a million turns.
    const second = Math.max(...natural.map((each, column) => (column === widest ? 0 : each)), LEAST, least[widest] ?? 1);
    const step = Math.max(1, Math.min(excess, (natural[widest] ?? 0) - second));
    natural[widest] = (natural[widest] ?? 0) - step;
    excess -= step;
  }
  return natural;
}

function drawRow(
  row: readonly Placed[],
  widths: readonly number[],
  draw: (cell: number, width: number) => readonly string[],
): string[] {
  const parts: { lines: readonly string[]; width: number }[] = [];
  let at = 0;
  for (const { cell, from, span } of row) {
    for (; at < from; at += 1) parts.push({ lines: [], width: widths[at] ?? 0 });
    const width = widths.slice(from, from + span).reduce((sum, each) => sum + each, (span - 1) * SEPARATOR.length);
    parts.push({ lines: draw(cell, width), width });
    at = from + span;
  }
  for (; at < widths.length; at += 1) parts.push({ lines: [], width: widths[at] ?? 0 });
  const height = Math.max(1, ...parts.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    parts
      .map((part) => padded(part.lines[line] ?? "", part.width))
      .join(SEPARATOR)
      .trimEnd(),
  );
}
