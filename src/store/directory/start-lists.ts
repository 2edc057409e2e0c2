import { RowSet } from "./postings.js";

/** Where a sort of what was gathered costs as much as a pass over a bit for each row. */
const SPARSE = 32;

/**
 * The rows of all the words of a start, as words come in alphabetical order: a short start has too many words to be read one by one.
 */
export class StartLists {
  readonly #length: number;
  readonly #rows: RowSet;
  readonly #write: (start: string, rows: Iterable<number>) => void;
  #start = "";
  #parts: Uint32Array[] = [];

  /** @param length letters of a start. @param largest row number there is */
  constructor(length: number, largest: number, write: (start: string, rows: Iterable<number>) => void) {
    this.#length = length;
    this.#rows = new RowSet(largest);
    this.#write = write;
  }

  add(word: string, rows: Uint32Array): void {
    if (word.length < this.#length) return;
    if (this.#start === "" || !word.startsWith(this.#start)) {
      this.end();
      this.#start = word.slice(0, this.#length);
    }
    this.#parts.push(rows);
  }

  /** Writes the start that is under way. */
  end(): void {
    if (this.#parts.length > 0) this.#write(this.#start, this.#gathered());
    this.#parts = [];
  }

  #gathered(): Iterable<number> {
    const [first, ...others] = this.#parts;
    if (first === undefined || others.length === 0) return first ?? [];
    const size = this.#parts.reduce((sum, { length }) => sum + length, 0);
    if (size > this.#rows.size / SPARSE) {
      this.#rows.clear();
      for (const part of this.#parts) for (const row of part) this.#rows.add(row);
      return this.#rows.numbers();
    }
    const all = new Uint32Array(size);
    let filled = 0;
    for (const part of this.#parts) {
      all.set(part, filled);
      filled += part.length;
    }
    all.sort();
    return all;
  }
}
