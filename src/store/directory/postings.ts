/**
 * Lists of mailboxes, as they are kept: increasing row numbers, each as the difference from the one before, seven bits a byte, the high
 * bit set on every byte but the last. A word of one mailbox in ten takes one byte a mailbox.
 */
export function encodePostings(ids: Iterable<number>): Buffer {
  let bytes = scratch;
  let size = 0;
  let before = 0;
  for (const id of ids) {
    let gap = id - before;
    // A row said twice counts once.
    if (gap === 0 && size > 0) continue;
    before = id;
    if (size + 5 > bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
    while (gap > 127) {
      bytes[size++] = (gap & 127) | 128;
      gap >>>= 7;
    }
    bytes[size++] = gap;
  }
  scratch = bytes;
  return Buffer.from(bytes.subarray(0, size));
}

/** Nearly all lists are a few bytes: they are written in the same place before they are given. */
let scratch = Buffer.alloc(1 << 16);

/** A set of row numbers from 1 to `size`. */
export class RowSet {
  readonly size: number;
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.size = size;
    this.#words = new Uint32Array((size >>> 5) + 1);
  }

  add(id: number): void {
    const word = id >>> 5;
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (id & 31));
  }

  /** Adds a list that {@link encodePostings} wrote. Numbers above the size, which only a damaged file holds, are left. */
  addPostings(bytes: Uint8Array): void {
    const words = this.#words;
    let id = 0;
    let gap = 0;
    let shift = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] as number;
      gap |= (byte & 127) << shift;
      if (byte > 127) {
        shift += 7;
        continue;
      }
      id += gap;
      gap = 0;
      shift = 0;
      // Beyond the array, a typed array takes nothing and says nothing.
      words[id >>> 5] = (words[id >>> 5] as number) | (1 << (id & 31));
    }
  }

  /** Keeps what the other has too. */
  keep(other: RowSet): void {
    for (let index = 0; index < this.#words.length; index += 1)
      this.#words[index] = (this.#words[index] ?? 0) & (other.#words[index] ?? 0);
  }

  /** Takes what the other has. */
  join(other: RowSet): void {
    for (let index = 0; index < this.#words.length; index += 1)
      this.#words[index] = (this.#words[index] ?? 0) | (other.#words[index] ?? 0);
  }

  /** Its numbers in order. */
  *numbers(): Generator<number> {
    for (let index = 0; index < this.#words.length; index += 1) {
      for (let word = this.#words[index] ?? 0; word !== 0; word &= word - 1) yield index * 32 + (31 - Math.clz32(word & -word));
    }
  }

  clear(): void {
    this.#words.fill(0);
  }
}
