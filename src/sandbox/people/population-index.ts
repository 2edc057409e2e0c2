import type { Found, PeopleSource } from "../insi/register.js";
import { personOf } from "./person-of.js";

/** People indexed before the event loop gets its turn: about 10 ms, so that INSi keeps answering meanwhile. */
const SLICE = 1_500;

/**
 * The people of one seed, found by name, sex and date or by number. Only hashes and indexes are kept (about 100 bytes a
 * person); a person found is made again from the seed, and compared.
 */
export class PopulationIndex implements PeopleSource {
  readonly seed: number;
  #count = 0;
  readonly #byTraits = new Map<number, number | number[]>();
  readonly #byNumber = new Map<number, number>();

  constructor(seed: number) {
    this.seed = seed;
  }

  get count(): number {
    return this.#count;
  }

  /** Makes the people up to `count` known; a smaller count changes nothing. */
  async grow(count: number): Promise<void> {
    while (this.#count < count) {
      const end = Math.min(count, this.#count + SLICE);
      for (; this.#count < end; this.#count += 1) this.#add(this.#count);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  byNameSexDate(birthName: string, sex: "M" | "F", birthDate: string): readonly Found[] {
    const found: Found[] = [];
    for (const index of [this.#byTraits.get(hash53(`${birthName}|${sex}|${birthDate}`)) ?? []].flat()) {
      const { person } = personOf(this.seed, index);
      if (person.birthName !== birthName || person.sex !== sex || person.birthDate !== birthDate) continue;
      found.push({ handle: `${this.seed}/${index}`, person });
    }
    return found;
  }

  byNumber(number: string): Found | null {
    const index = this.#byNumber.get(hash53(number));
    if (index === undefined) return null;
    const { person } = personOf(this.seed, index);
    return person.number === number ? { handle: `${this.seed}/${index}`, person } : null;
  }

  #add(index: number): void {
    const { person } = personOf(this.seed, index);
    this.#byNumber.set(hash53(person.number), index);
    const key = hash53(`${person.birthName}|${person.sex}|${person.birthDate}`);
    const known = this.#byTraits.get(key);
    if (known === undefined) this.#byTraits.set(key, index);
    else this.#byTraits.set(key, [...[known].flat(), index]);
  }
}

/** 53 bits of a text, as an exact number (two FNV-like 32-bit lanes). */
function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
