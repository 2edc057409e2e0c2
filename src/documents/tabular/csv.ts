import type { parse as parseFunction } from "csv-parse/sync";
import { type Line, MAX_RECORD } from "./lines.js";
import { badLine, type LineProblem, type TabularRecord } from "./record.js";
import { unreadable } from "./unreadable.js";

/** A quoted field may hold line ends (an address), within reason: beyond, its closing quote is missing. */
const MAX_LINES_IN_RECORD = 50;

type Parse = typeof parseFunction;
type Cells = readonly string[] | LineProblem;

/**
 * Turns physical lines into records of cells. Lines without any quote, nearly all of them, are only split; the others go to
 * csv-parse together. A record whose quote is never closed is given up at its first line and reading goes on at the next
 * one, so that a stray quote costs one record and not the rest of the file.
 */
export class CsvCutter {
  readonly #parse: Parse;
  readonly #delimiter: string;
  readonly #headings: readonly string[];
  /** Place of each cell in the record, -1 when it is not read. */
  readonly #places: readonly number[];
  readonly #width: number;
  #waiting: Line[] = [];
  #number: number;

  constructor(options: {
    readonly parse: Parse;
    readonly delimiter: string;
    readonly headings: readonly string[];
    readonly places: readonly number[];
    readonly width: number;
    /** Number of the first line that will be given. */
    readonly firstLine: number;
  }) {
    this.#parse = options.parse;
    this.#delimiter = options.delimiter;
    this.#headings = options.headings;
    this.#places = options.places;
    this.#width = options.width;
    this.#number = options.firstLine;
  }

  /** Records that are complete with these lines, in order; `last` when nothing follows. */
  push(lines: readonly Line[], last: boolean): readonly TabularRecord[] {
    const all = this.#waiting.length === 0 ? lines : [...this.#waiting, ...lines];
    const records: (TabularRecord | null)[] = [];
    const quoted: { readonly slot: number; readonly line: number; readonly text: string }[] = [];
    let index = 0;
    while (index < all.length) {
      const text = all[index] ?? "";
      const number = this.#number + index;
      if (typeof text !== "string") records.push(unreadable(number, text));
      else if (!text.includes('"')) records.push(this.#record(number, text.split(this.#delimiter)));
      else if (!oddQuotes(text)) {
        quoted.push({ slot: records.length, line: number, text });
        records.push(null);
      } else {
        const end = closingLine(all, index);
        if (end === null && !last && all.length - index < MAX_LINES_IN_RECORD) break;
        const record = end === null ? this.#unclosed(number, text) : this.#over(all, index, end, number);
        records.push(record.record);
        index += record.lines - 1;
      }
      index += 1;
    }
    this.#number += index;
    this.#waiting = all.slice(index);
    this.#fill(records, quoted);
    return records.filter((record) => record !== null);
  }

  #fill(records: (TabularRecord | null)[], quoted: readonly { slot: number; line: number; text: string }[]): void {
    if (quoted.length === 0) return;
    const rows = this.#rows(quoted.map((item) => item.text));
    quoted.forEach((item, index) => {
      records[item.slot] = this.#given(item.line, rows[index] ?? []);
    });
  }

  /** Several lines with balanced quotes at once; one by one as soon as one of them is faulty. */
  #rows(texts: readonly string[]): readonly Cells[] {
    try {
      const rows = this.#cells(texts.join("\n"));
      if (rows.length === texts.length) return rows;
    } catch {
      // Found again below, with the line it belongs to.
    }
    return texts.map((text) => this.#row(text));
  }

  #row(text: string): Cells {
    try {
      return this.#cells(text)[0] ?? [];
    } catch (error) {
      return this.#quoteProblem(error);
    }
  }

  #cells(text: string): string[][] {
    return this.#parse(text, {
      delimiter: this.#delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      max_record_size: MAX_RECORD,
    });
  }

  #over(all: readonly Line[], from: number, to: number, number: number): { record: TabularRecord | null; lines: number } {
    const text = all.slice(from, to + 1).join("\n");
    const cells = this.#row(text);
    if ("code" in cells || cells.length !== this.#headings.length) return this.#unclosed(number, String(all[from]));
    return { record: this.#given(number, cells), lines: to - from + 1 };
  }

  #unclosed(number: number, text: string): { record: TabularRecord; lines: number } {
    const cells = this.#row(text);
    const column = "code" in cells ? cells.column : null;
    return { record: badLine(number, "quote", "Un guillemet ouvert n'est pas refermé.", column), lines: 1 };
  }

  #quoteProblem(error: unknown): LineProblem {
    const place = error instanceof Error && "column" in error ? error.column : null;
    const column = typeof place === "number" ? (this.#headings[place] ?? null) : null;
    const message = "Un guillemet est mal placé : un champ entre guillemets double ceux qu'il contient.";
    return { column, code: "tabular.quote", message };
  }

  #given(line: number, cells: Cells): TabularRecord | null {
    return "code" in cells ? { line, values: [], problems: [cells] } : this.#record(line, cells);
  }

  /** Null for a line that is blank, or that has only separators. */
  #record(line: number, cells: readonly string[]): TabularRecord | null {
    const values: (string | null)[] = new Array(this.#width).fill(null);
    let blank = true;
    let extra = false;
    for (let index = 0; index < cells.length; index += 1) {
      const value = trimmed(cells[index] ?? "");
      if (value === "") continue;
      blank = false;
      const place = this.#places[index];
      if (place === undefined) extra = true;
      else if (place >= 0) values[place] = value;
    }
    if (blank) return null;
    if (extra || cells.length < this.#headings.length) return this.#wrongCount(line, cells.length);
    return { line, values, problems: [] };
  }

  #wrongCount(line: number, found: number): TabularRecord {
    const expected = this.#headings.length;
    const column = found < expected ? (this.#headings[found] ?? null) : null;
    return badLine(line, "column_count", `La ligne a ${found} colonne${found > 1 ? "s" : ""} au lieu de ${expected}.`, column);
  }
}

function closingLine(lines: readonly Line[], from: number): number | null {
  let size = 0;
  for (let index = from + 1; index < lines.length && index - from < MAX_LINES_IN_RECORD; index += 1) {
    const text = lines[index];
    if (typeof text !== "string") return null;
    size += text.length;
    if (size > MAX_RECORD) return null;
    if (oddQuotes(text)) return index;
  }
  return null;
}

export function oddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** `trim()` only where it has something to do: most cells have no blank at either end. */
function trimmed(text: string): string {
  const last = text.length - 1;
  if (last === -1) return text;
  return blankAt(text, 0) || blankAt(text, last) ? text.trim() : text;
}

function blankAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code <= 32 || code === 0xa0 || code === 0x202f || code === 0xfeff;
}
