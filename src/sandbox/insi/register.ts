import type { Person } from "../people/person.js";
import { givenNamesMatch, placeMatches } from "./assumed.js";

export interface Search {
  readonly birthName: string;
  /** One given name, or several joined by a space. */
  readonly givenName: string;
  readonly sex: "M" | "F";
  readonly birthDate: string;
  readonly birthPlace: string | null;
}

/** People by what the service searches: name, sex and date together, and the 13 characters. */
export interface PeopleSource {
  byNameSexDate(birthName: string, sex: "M" | "F", birthDate: string): readonly Found[];
  byNumber(number: string): Found | null;
}

/** A person with a handle that names nobody: `official/3`, `7/1204` (seed and index). */
export interface Found {
  readonly handle: string;
  readonly person: Person;
}

/** Everybody INSi knows: the official people and the populations that were written by `sandbox people`. */
export class Register {
  readonly #sources: readonly PeopleSource[];

  constructor(sources: readonly PeopleSource[]) {
    this.#sources = sources;
  }

  search(search: Search): readonly Found[] {
    const found: Found[] = [];
    for (const source of this.#sources) {
      for (const one of source.byNameSexDate(search.birthName, search.sex, search.birthDate)) {
        if (!givenNamesMatch(search.givenName, one.person.givenNames)) continue;
        if (search.birthPlace !== null && !placeMatches(search.birthPlace, one.person.birthPlace)) continue;
        found.push(one);
      }
    }
    return found;
  }

  byNumber(number: string): Found | null {
    for (const source of this.#sources) {
      const found = source.byNumber(number);
      if (found !== null) return found;
    }
    return null;
  }
}

/** A short list of people, searched through its maps. */
export function listSource(name: string, people: readonly Person[]): PeopleSource {
  const byTraits = new Map<string, Found[]>();
  const byNumber = new Map<string, Found>();
  for (const [index, person] of people.entries()) {
    const found: Found = { handle: `${name}/${index}`, person };
    const key = `${person.birthName}|${person.sex}|${person.birthDate}`;
    byTraits.set(key, [...(byTraits.get(key) ?? []), found]);
    byNumber.set(person.number, found);
  }
  return {
    byNameSexDate: (birthName, sex, birthDate) => byTraits.get(`${birthName}|${sex}|${birthDate}`) ?? [],
    byNumber: (number) => byNumber.get(number) ?? null,
  };
}
