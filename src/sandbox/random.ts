/**
 * Random numbers that are a pure function of a seed: the same seed gives the same people, faults and prefixes on every
 * machine. Not for secrets.
 */
export interface Random {
  /** 0 ≤ x < 1, 32 bits. */
  next(): number;
}

/** Mixes integers into 32 well-spread bits (finaliser of MurmurHash3). */
export function mix(...values: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const value of values) {
    h ^= value | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** Mulberry32. */
export class SeededRandom implements Random {
  #state: number;

  constructor(...seed: readonly number[]) {
    this.#state = mix(...seed);
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Integer from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }
}

/** Draws from a weighted list in O(log n): cumulative weights, then a binary search. */
export class Weighted<T> {
  readonly #items: readonly T[];
  readonly #cumulative: Float64Array;
  readonly total: number;

  constructor(entries: readonly (readonly [item: T, weight: number])[]) {
    this.#items = entries.map(([item]) => item);
    this.#cumulative = new Float64Array(entries.length);
    let sum = 0;
    for (const [index, [, weight]] of entries.entries()) {
      sum += weight;
      this.#cumulative[index] = sum;
    }
    this.total = sum;
  }

  pick(random: Random): T {
    return this.at(random.next()).item;
  }

  /** Inverse of the distribution: the item at 0 ≤ u < 1, and where in its share u falls (0 ≤ rest < 1). */
  at(u: number): { readonly item: T; readonly rest: number } {
    const target = u * this.total;
    let low = 0;
    let high = this.#items.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    const item = this.#items[low];
    if (item === undefined) throw new RangeError("an empty list has nothing to draw");
    const before = low === 0 ? 0 : (this.#cumulative[low - 1] ?? 0);
    const weight = (this.#cumulative[low] ?? 0) - before;
    return { item, rest: Math.min((target - before) / weight, 0.9999999999) };
  }
}
