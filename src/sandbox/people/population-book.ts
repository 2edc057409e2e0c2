import type { Found, PeopleSource } from "../insi/register.js";
import type { Population } from "../populations.js";
import { PopulationIndex } from "./population-index.js";

/** Every population INSi knows, one index for each seed. */
export class PopulationBook implements PeopleSource {
  #indexes: PopulationIndex[] = [];

  /** Resolves when INSi knows them all. */
  async add(population: Population): Promise<void> {
    let index = this.#indexes.find((one) => one.seed === population.seed);
    if (index === undefined) {
      index = new PopulationIndex(population.seed);
      this.#indexes.push(index);
    }
    await index.grow(population.count);
  }

  clear(): void {
    this.#indexes = [];
  }

  list(): readonly Population[] {
    return this.#indexes.map(({ seed, count }) => ({ seed, count }));
  }

  byNameSexDate(birthName: string, sex: "M" | "F", birthDate: string): readonly Found[] {
    const found: Found[] = [];
    for (const index of this.#indexes) found.push(...index.byNameSexDate(birthName, sex, birthDate));
    return found;
  }

  byNumber(number: string): Found | null {
    for (const index of this.#indexes) {
      const found = index.byNumber(number);
      if (found !== null) return found;
    }
    return null;
  }
}
