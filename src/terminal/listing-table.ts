import type { Column, Io, Listing, Style } from "./io.port.js";
import { visibleWidth } from "./layout.js";
import { createBuffer, writeEach } from "./listing-machine.js";
import { drawTable, pad, tsvLine } from "./table.js";
import { cellText, isPlain, safeText } from "./values.js";

/** Above this many rows the box (cli-table3, slower than linear) gives way to streamed aligned lines. */
export const BOX_ROWS = 200;

/**
 * On a terminal: a box up to {@link BOX_ROWS} rows, then aligned lines as they come. Returns the number of items. When the
 * source fails halfway, the rows before it are shown all the same.
 */
export async function listTable<T>(io: Io, listing: Listing<T>, columns: readonly Column<T>[], style: Style): Promise<number> {
  const aligns = columns.map((column) => column.align ?? "left");
  const titles = columns.map((column) => style("strong", column.title));
  const first: string[][] = [];
  let stream: ((row: readonly string[]) => Promise<void>) | undefined;
  const buffer = createBuffer(io);
  let count = 0;
  try {
    for await (const item of listing.items) {
      const row = columns.map((column) => humanCell(column, item, style));
      count += 1;
      if (stream !== undefined) {
        await stream(row);
        continue;
      }
      first.push(row);
      if (first.length > BOX_ROWS) {
        stream = alignedLines(buffer, titles, first, aligns);
        await stream(titles);
        for (const each of first) await stream(each);
      }
    }
  } finally {
    if (stream === undefined && count > 0) {
      const boxColumns = titles.map((title, index) => ({ title, align: aligns[index] ?? "left" }));
      await io.out(drawTable(boxColumns, first, io.columns));
    }
    await buffer.end();
  }
  return count;
}

/** Lines as wide as the first rows need. */
function alignedLines(
  buffer: ReturnType<typeof createBuffer>,
  titles: readonly string[],
  first: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[],
): (row: readonly string[]) => Promise<void> {
  const widths = titles.map((title, index) =>
    Math.max(visibleWidth(title), ...first.map((each) => visibleWidth(each[index] ?? ""))),
  );
  return (cells) => {
    const padded = cells.map((cell, index) => pad(cell, widths[index] ?? 0, aligns[index] ?? "left"));
    return buffer.add(`${padded.join("  ").trimEnd()}\n`);
  };
}

/** On a pipe: raw values separated by tabs, no heading, no colour, nothing cut. */
export function listTsv<T>(io: Io, listing: Listing<T>, columns: readonly Column<T>[]): Promise<number> {
  return writeEach(createBuffer(io), listing.items, (item) => {
    const cells = columns.map((column) => column.cell?.(item) ?? cellText(column.value(item)));
    return isPlain(cells.join("")) ? `${cells.join("\t")}\n` : tsvLine(cells.map(safeText));
  });
}

function humanCell<T>(column: Column<T>, item: T, style: Style): string {
  const text = safeText(column.text === undefined ? cellText(column.value(item)) : column.text(item));
  const tone = column.tone?.(item);
  return tone === undefined ? text : style(tone, text);
}
