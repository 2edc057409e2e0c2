import type { Block, Cell, Row } from "./blocks.js";
import { drawColumns, place } from "./draw-table.js";
import { columns, wrap } from "./screen-text.js";

/** Lines of at most `width` columns (a table that nothing can narrow is told row by row). */
export function drawBlocks(blocks: readonly Block[], width: number): string[] {
  return blocks.flatMap((block) => drawBlock(block, width, false));
}

/** @param inside within the cell of a table: a table there is told row by row, since measuring would double at each level */
function drawBlock(block: Block, width: number, inside: boolean): string[] {
  if (block.kind === "text") return wrap(block.text, width);
  if (block.kind === "list") return drawList(block, width, inside);
  const drawn = inside ? null : drawColumns(block.rows, width, cellDrawer(block.rows));
  return drawn ?? drawStacked(block.rows, width);
}

function drawList({ items, ordered }: Extract<Block, { kind: "list" }>, width: number, inside: boolean): string[] {
  return items.flatMap((item, index) => {
    const mark = ordered ? `${index + 1}. ` : "• ";
    const lines = item.flatMap((block) => drawBlock(block, Math.max(1, width - mark.length), inside));
    return lines.map((line, at) => (at === 0 ? mark + line : " ".repeat(mark.length) + line));
  });
}

/** Natural lines are asked for twice (width, longest word) and kept. */
function cellDrawer(rows: readonly Row[]) {
  const natural = new Map<Cell, readonly string[]>();
  return (row: number, cell: number, width: number): readonly string[] => {
    const found = rows[row]?.cells[cell];
    if (found === undefined) return [];
    const known = natural.get(found) ?? drawCell(found, Number.POSITIVE_INFINITY);
    natural.set(found, known);
    return Math.max(0, ...known.map(columns)) <= width ? known : drawCell(found, width);
  };
}

function drawCell(cell: Cell, width: number): string[] {
  return cell.blocks.flatMap((block) => drawBlock(block, width, true));
}

/** « Titre : valeur », one line for each cell, when columns do not fit. */
function drawStacked(rows: readonly Row[], width: number): string[] {
  const placed = place(rows);
  // By column, since a cell may span several.
  const headings: string[] = [];
  const head = rows.findIndex(({ heading }) => heading);
  for (const { cell, from } of placed[head] ?? []) headings[from] = plain(rows[head]?.cells[cell]);
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.heading) continue;
    for (const { cell, from } of placed[index] ?? []) {
      const text = plain(row.cells[cell]);
      if (text === "") continue;
      const heading = headings[from] ?? "";
      const [first = "", ...rest] = wrap(heading === "" ? text : `${heading} : ${text}`, Math.max(1, width - 2));
      // A table of one cell is only there to place things.
      if (row.cells.length === 1 && head < 0) lines.push(first, ...rest);
      else lines.push(`${cell === 0 ? "– " : "  "}${first}`, ...rest.map((line) => `  ${line}`));
    }
  }
  // A table of headings alone still says something.
  return lines.length > 0 ? lines : headings.filter(Boolean).flatMap((heading) => wrap(heading, width));
}

function plain(cell: Cell | undefined): string {
  return cell === undefined ? "" : drawCell(cell, Number.POSITIVE_INFINITY).join(" ; ");
}
