import { CsvCutter, oddQuotes } from "./csv.js";
import {
  duplicateColumns,
  emptyFile,
  jsonDocument,
  missingColumns,
  noKnownColumn,
  oneColumn,
  onlyHeadings,
  unreadableHeadings,
} from "./errors.js";
import { type Encoding, type Line, LineCutter } from "./lines.js";
import { NdjsonReader } from "./ndjson.js";
import type { TabularRecord } from "./record.js";
import { Headings, type TabularSchema } from "./schema.js";
import { asUtf8, isJsonDocument, isNdjson, SEPARATORS, sniffSeparator } from "./sniff.js";
import { unreadable } from "./unreadable.js";

export interface TabularOptions {
  readonly schema: TabularSchema;
  /** Heading of the file -> canonical column name (`--map`). */
  readonly map?: ReadonlyMap<string, string> | undefined;
  /** Told apart by content when not given. */
  readonly encoding?: Encoding | undefined;
  /**
   * Which columns are missing for the work to be done, given those that are there and the headings that are not known; none
   * when it can be done. Only asked for CSV, whose columns are known before its lines.
   */
  readonly missing?: ((present: ReadonlySet<string>, unknown: readonly string[]) => readonly string[]) | undefined;
}

export interface TabularFile {
  readonly format: "csv" | "ndjson";
  readonly delimiter: string | null;
  /** Canonical names of the columns of the file; grows while an NDJSON file is read. */
  readonly columns: ReadonlySet<string>;
  /** Headings in French sentences: unknown (with « vouliez-vous dire »), known but not read. Complete once all was read. */
  readonly warnings: readonly string[];
  /** What the first non-ASCII bytes said; null while none was met. */
  readonly encoding: () => Encoding | null;
  /** The records in order, in the groups they were read in. To be consumed once. */
  readonly batches: AsyncIterable<readonly TabularRecord[]>;
}

/**
 * Reads CSV (`,` `;` tab) or NDJSON, UTF-8 with or without BOM, UTF-16 with BOM or Windows-1252, as a stream: memory does not
 * depend on the size of the file, of a line or of a field. A faulty line is a record with problems; only a file that can not
 * be understood at all (empty, not text, unknown or duplicate columns) is an error.
 */
export async function readTabular(source: AsyncIterable<Buffer>, options: TabularOptions): Promise<TabularFile> {
  const cutter = new LineCutter(options.encoding ?? null);
  const groups = lineGroups(asUtf8(source), cutter);
  try {
    return await opened(groups, cutter, options);
  } catch (error) {
    await groups.return(undefined);
    throw error;
  }
}

async function opened(groups: Groups, cutter: LineCutter, options: TabularOptions): Promise<TabularFile> {
  const start = await firstLine(groups);
  if (start === null) throw emptyFile();
  const headings = new Headings(options.schema, options.map);
  const warnings: string[] = [];
  const columns = new Set<string>();
  const note = (heading: string): number => {
    const meaning = headings.meaning(heading);
    if (meaning.kind === "column") columns.add(options.schema.columns[meaning.index]?.name ?? "");
    if (meaning.kind === "unknown" && heading.trim() !== "") warnings.push(unknownColumn(heading, meaning.suggestion));
    if (meaning.kind === "ignored" && meaning.note !== null) warnings.push(meaning.note);
    return meaning.kind === "column" ? meaning.index : -1;
  };
  const common = { columns, warnings, encoding: () => cutter.encoding };
  const width = options.schema.columns.length;

  if (isNdjson(start.text)) {
    if (isJsonDocument(start.text)) throw jsonDocument();
    const reader = new NdjsonReader(headings, width, start.number, note);
    const batches = records(start.lines, groups, (lines) => reader.push(lines));
    return { ...common, format: "ndjson", delimiter: null, batches };
  }

  const { parse } = await import("csv-parse/sync");
  const delimiter = sniffSeparator(start.text, headings);
  const header = await headerRecord(start.lines, groups);
  const titles = header.text.includes('"')
    ? (parse(header.text, { delimiter, relax_quotes: true })[0] ?? [])
    : header.text.split(delimiter);
  const places = titles.map(note);
  checkHeadings(titles, places, start.number, options, columns);
  const csv = new CsvCutter({ parse, delimiter, headings: titles, places, width, firstLine: start.number + header.lines });
  const batches = records(header.rest, groups, (lines, last) => csv.push(lines, last), onlyHeadings);
  return { ...common, format: "csv", delimiter, batches };
}

function checkHeadings(
  titles: readonly string[],
  places: readonly number[],
  line: number,
  { schema, missing }: TabularOptions,
  columns: ReadonlySet<string>,
): void {
  if (columns.size === 0) {
    if (titles.length === 1) throw oneColumn((titles[0] ?? "").length, SEPARATORS.map((separator) => separator.name).join(", "));
    throw noKnownColumn(
      titles.length,
      schema.columns.slice(0, 8).map((column) => column.name),
    );
  }
  for (const [index, column] of schema.columns.entries()) {
    const same = titles.filter((_, place) => places[place] === index);
    if (same.length > 1) throw duplicateColumns(column.name, same, line);
  }
  const unknown = titles.filter((title, place) => places[place] === -1 && title.trim() !== "");
  const absent = missing?.(columns, unknown) ?? [];
  if (absent.length === 0) return;
  throw missingColumns(absent, unknown, line);
}

function unknownColumn(heading: string, suggestion: string | null): string {
  const shown = heading.trim().slice(0, 40);
  const hint = suggestion === null ? "" : ` Vouliez-vous dire « ${suggestion} » ? Si oui : --map '${shown}=${suggestion}'`;
  return `Colonne inconnue, non lue : « ${shown} ».${hint}`;
}

type Groups = AsyncGenerator<readonly Line[], void>;

async function* lineGroups(source: AsyncIterable<Buffer>, cutter: LineCutter): Groups {
  for await (const chunk of source) {
    const lines = cutter.push(chunk);
    if (lines.length > 0) yield lines;
  }
  const rest = cutter.end();
  if (rest.length > 0) yield rest;
}

interface Start {
  readonly text: string;
  readonly number: number;
  /** From this line on. */
  readonly lines: readonly Line[];
}

/** First line that is not blank. A first line that can not be read is an error of the whole file: it holds the headings. */
async function firstLine(groups: Groups): Promise<Start | null> {
  let number = 1;
  for (let group = await groups.next(); !group.done; group = await groups.next()) {
    for (const [index, line] of group.value.entries()) {
      if (typeof line !== "string") throw unreadableHeadings(unreadable(number + index, line).problems[0]?.message);
      if (line.trim() !== "") return { text: line, number: number + index, lines: group.value.slice(index) };
    }
    number += group.value.length;
  }
  return null;
}

/** The headings, over several lines when a quoted one has line ends. */
async function headerRecord(
  lines: readonly Line[],
  groups: Groups,
): Promise<{ text: string; lines: number; rest: readonly Line[] }> {
  let all = lines;
  for (let count = 1; ; count += 1) {
    while (count > all.length) {
      const more = await groups.next();
      if (more.done) return { text: String(all[0]), lines: 1, rest: all.slice(1) };
      all = [...all, ...more.value];
    }
    const text = all.slice(0, count).join("\n");
    if (!oddQuotes(text)) return { text, lines: count, rest: all.slice(count) };
    if (count > 20) return { text: String(all[0]), lines: 1, rest: all.slice(1) };
  }
}

async function* records(
  first: readonly Line[],
  groups: Groups,
  read: (lines: readonly Line[], last: boolean) => readonly TabularRecord[],
  none?: () => Error,
): AsyncGenerator<readonly TabularRecord[]> {
  let found = 0;
  let lines = first;
  try {
    for (;;) {
      const more = await groups.next();
      const batch = read(lines, more.done === true);
      found += batch.length;
      if (batch.length > 0) yield batch;
      if (more.done) break;
      lines = more.value;
    }
  } finally {
    await groups.return(undefined);
  }
  if (found === 0 && none) throw none();
}
