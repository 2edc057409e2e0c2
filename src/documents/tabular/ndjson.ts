import type { Line } from "./lines.js";
import { badLine, type TabularRecord } from "./record.js";
import type { Headings } from "./schema.js";
import { unreadable } from "./unreadable.js";

/** One JSON object a line; its keys are headings. */
export class NdjsonReader {
  readonly #headings: Headings;
  readonly #width: number;
  readonly #onHeading: (heading: string) => void;
  readonly #places = new Map<string, number>();
  #number: number;

  /** @param onHeading told once for each key met */
  constructor(headings: Headings, width: number, firstLine: number, onHeading: (heading: string) => void) {
    this.#headings = headings;
    this.#width = width;
    this.#number = firstLine;
    this.#onHeading = onHeading;
  }

  push(lines: readonly Line[]): readonly TabularRecord[] {
    const records: TabularRecord[] = [];
    for (const line of lines) {
      const number = this.#number;
      this.#number += 1;
      if (typeof line !== "string") records.push(unreadable(number, line));
      else if (line.trim() !== "") records.push(this.#record(number, line));
    }
    return records;
  }

  #record(number: number, text: string): TabularRecord {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return badLine(number, "json", "La ligne n'est pas un objet JSON lisible.");
    }
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
      return badLine(number, "json", "La ligne n'est pas un objet JSON : il faut un objet {…} par ligne.");
    }
    const values: (string | null)[] = new Array(this.#width).fill(null);
    for (const [key, value] of Object.entries(parsed)) {
      const place = this.#place(key);
      if (place < 0) continue;
      const cell = cellText(value);
      if (cell === undefined)
        return badLine(number, "json_value", "La valeur doit être un texte, un nombre, un booléen ou une liste.", key);
      if (cell === null) continue;
      if (values[place] !== null)
        return badLine(number, "duplicate_key", "Deux clés de la ligne désignent la même colonne.", key);
      values[place] = cell;
    }
    return { line: number, values, problems: [] };
  }

  #place(key: string): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const meaning = this.#headings.meaning(key);
    const place = meaning.kind === "column" ? meaning.index : -1;
    // Keys that are data (an object used as a map) must not grow memory with the file.
    if (this.#places.size < 1000) {
      this.#places.set(key, place);
      this.#onHeading(key);
    }
    return place;
  }
}

/** Null for a blank; undefined for what is not a cell (an object). */
function cellText(value: unknown): string | null | undefined {
  if (value === null) return null;
  if (typeof value === "string") return value.trim() || null;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "oui" : "non";
  if (!Array.isArray(value)) return undefined;
  const parts: string[] = [];
  for (const item of value) {
    if (typeof item !== "string" && typeof item !== "number") return undefined;
    parts.push(String(item));
  }
  return parts.join(", ").trim() || null;
}
