import { csvLine } from "./csv.js";
import { unknownFields } from "./errors.js";
import type { Column, Format, Io, Listing, Output } from "./io.port.js";
import { listCsv, listJson, listNdjson } from "./listing-machine.js";
import { listTable, listTsv } from "./listing-table.js";
import { createStyle } from "./style.js";
import { drawTable, tsvLine } from "./table.js";
import { TEXTS } from "./texts.fr.js";
import { cellText, safeColoured, safeText } from "./values.js";
import { wrapScreen } from "./wrap.js";

export interface OutputOptions {
  readonly format: Format;
  readonly fields: readonly string[] | undefined;
  readonly quiet: boolean;
}

/** The one way out for data, in the four formats. */
export async function createOutput(io: Io, options: OutputOptions): Promise<Output> {
  const { format, fields } = options;
  const machine = format !== "table";
  const style = await createStyle(io.colour.out && !machine);
  const errStyle = await createStyle(io.colour.err && !machine);
  const notice = (level: "note" | "warning", message: string) =>
    io.err(`${JSON.stringify({ schema: "segur.notice/1", level, message })}\n`);

  const told = (text: string, hang: number) => wrapScreen(text, io.errColumns, { hang });

  const warn = (text: string) => {
    if (machine) notice("warning", text);
    else io.err(`${told(`${errStyle("warn", TEXTS.warning)} ${safeColoured(text, io.colour.err)}`, 2)}\n`);
  };
  const note = (text: string) => {
    if (options.quiet) return;
    if (machine) notice("note", text);
    else io.err(`${told(safeColoured(text, io.colour.err), 0)}\n`);
  };

  return {
    format,
    machine,
    style,
    note,
    warn,
    async list<T>(listing: Listing<T>) {
      const columns = chosenColumns(listing.columns, fields, format);
      let count: number;
      if (format === "json") count = await listJson(io, listing, columns);
      else if (format === "ndjson") count = await listNdjson(io, listing, columns);
      else if (format === "csv") count = await listCsv(io, listing, columns);
      else if (io.stdoutIsTty) count = await listTable(io, listing, fields === undefined ? onScreen(columns) : columns, style);
      else count = await listTsv(io, listing, columns);
      if (count === 0 && !machine) note(listing.empty ?? TEXTS.listing.empty);
      const next = listing.next?.() ?? null;
      if (next !== null) warn(TEXTS.listing.truncated(next));
    },
    async one(schema, value, human) {
      const chosen = chosenKeys(value, fields);
      if (format === "table" && fields === undefined)
        await io.out(withLineEnd(wrapScreen(safeColoured(human(style), io.colour.out), io.columns)));
      else if (format === "table") {
        for (const [key, each] of Object.entries(chosen)) await io.out(tsvLine([key, safeText(cellText(each))]));
      } else if (format === "csv") {
        await io.out(csvLine(Object.keys(chosen)) + csvLine(Object.values(chosen).map(cellText)));
      } else await io.out(`${JSON.stringify({ schema, ...chosen })}\n`);
    },
    line: (value) => io.out(`${JSON.stringify(value)}\n`),
    table(headings, rows) {
      const safe = rows.map((row) => row.map((cell) => safeColoured(cell, io.colour.out)));
      if (!io.stdoutIsTty) return [headings, ...safe].map(tsvLine).join("");
      const titles = headings.map((title, index) => ({ title: style("strong", title), align: alignOf(rows, index) }));
      return drawTable(titles, safe, io.columns);
    },
  };
}

/** A column that holds whole numbers, and nothing else, is read from its right. */
function alignOf(rows: readonly (readonly string[])[], index: number): "left" | "right" {
  const cells = rows.map((row) => row[index] ?? "").filter((cell) => cell !== "");
  return cells.length > 0 && cells.every((cell) => /^\d[\d\u202F ]*$/.test(cell)) ? "right" : "left";
}

function withLineEnd(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** The columns to show: those of `--fields` in that order, else all (people do not see the machine-only ones). */
function chosenColumns<T>(
  columns: readonly Column<T>[],
  fields: readonly string[] | undefined,
  format: Format,
): readonly Column<T>[] {
  if (fields === undefined) {
    return format === "table" || format === "csv" ? columns.filter((column) => column.machineOnly !== true) : columns;
  }
  const byKey = new Map(columns.map((column) => [column.key, column]));
  const chosen: Column<T>[] = [];
  const unknown: string[] = [];
  for (const field of fields) {
    const column = byKey.get(field);
    if (column === undefined) unknown.push(field);
    else chosen.push(column);
  }
  if (unknown.length > 0) throw unknownFields(unknown, [...byKey.keys()]);
  const id = byKey.get("id");
  const structured = format === "json" || format === "ndjson";
  return structured && id !== undefined && !chosen.includes(id) ? [id, ...chosen] : chosen;
}

function onScreen<T>(columns: readonly Column<T>[]): readonly Column<T>[] {
  return columns.filter((column) => column.pipedOnly !== true);
}

function chosenKeys(
  value: Readonly<Record<string, unknown>>,
  fields: readonly string[] | undefined,
): Readonly<Record<string, unknown>> {
  if (fields === undefined) return value;
  const unknown = fields.filter((field) => !Object.hasOwn(value, field));
  if (unknown.length > 0) throw unknownFields(unknown, Object.keys(value));
  return Object.fromEntries(fields.map((field) => [field, value[field]]));
}
