/** Pairs of a word and a row are kept in blocks of this many: an array that grows by copying itself would be held twice. */
const BLOCK = 1 << 20;

/**
 * The rows of each word, in memory, as pairs of numbers: half a million mailboxes have five million of them, which as one array a word
 * would cost the garbage collector more than all the rest of an import.
 */
export class WordLists {
  readonly #numbers = new Map<string, number>();
  #last = new Uint32Array(1 << 16);
  #counts = new Uint32Array(1 << 16);
  readonly #words: Uint32Array[] = [];
  readonly #rows: Uint32Array[] = [];
  #size = 0;

  /** Pairs held. */
  get size(): number {
    return this.#size;
  }

  /** Number of a word, until the lists are cleared. */
  numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(word, number);
    if (number === this.#last.length) {
      this.#last = grown(this.#last);
      this.#counts = grown(this.#counts);
    }
    return number;
  }

  /** A row said twice in a row for a word counts once. */
  add(number: number, row: number): void {
    if (this.#last[number] === row) return;
    this.#last[number] = row;
    this.#counts[number] = (this.#counts[number] ?? 0) + 1;
    const block = this.#size >>> 20;
    if (block === this.#words.length) {
      this.#words.push(new Uint32Array(BLOCK));
      this.#rows.push(new Uint32Array(BLOCK));
    }
    (this.#words[block] as Uint32Array)[this.#size & (BLOCK - 1)] = number;
    (this.#rows[block] as Uint32Array)[this.#size & (BLOCK - 1)] = row;
    this.#size += 1;
  }

  /** Every word in alphabetical order, and its rows, increasing. */
  *sorted(): Generator<readonly [word: string, rows: Uint32Array]> {
    const starts = new Uint32Array(this.#numbers.size + 1);
    for (let number = 0; number < this.#numbers.size; number += 1)
      starts[number + 1] = (starts[number] ?? 0) + (this.#counts[number] ?? 0);
    const rows = this.#byWord(starts);
    for (const word of [...this.#numbers.keys()].sort()) {
      const number = this.#numbers.get(word) ?? 0;
      yield [word, increasing(rows.subarray(starts[number], starts[number + 1]))];
    }
  }

  clear(): void {
    this.#numbers.clear();
    this.#last.fill(0);
    this.#counts.fill(0);
    this.#size = 0;
  }

  /** Rows of the first word, then of the second… in the order they came. */
  #byWord(starts: Uint32Array): Uint32Array {
    const rows = new Uint32Array(this.#size);
    const next = starts.slice();
    for (let pair = 0; pair < this.#size; pair += 1) {
      const number = this.#words[pair >>> 20]?.[pair & (BLOCK - 1)] ?? 0;
      const at = next[number] ?? 0;
      rows[at] = this.#rows[pair >>> 20]?.[pair & (BLOCK - 1)] ?? 0;
      next[number] = at + 1;
    }
    return rows;
  }
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}

/** A mailbox completed by a later line comes out of order. */
function increasing(rows: Uint32Array): Uint32Array {
  for (let index = 1; index < rows.length; index += 1)
    if ((rows[index] ?? 0) <= (rows[index - 1] ?? 0)) return Uint32Array.from(new Set(rows.toSorted()));
  return rows;
}
