import { UNKNOWN_BIRTH_PLACE } from "./birth-place.js";
import { nameKey } from "./search-tokens.js";
import type { StrictTraits } from "./types.js";

/** What changes from one call of WS_INS2 to the next for one person. */
export interface CallCriteria {
  /** The one `<Prenom>`: a given name, or all of them joined by a space. */
  readonly givenName: string;
  readonly birthPlace?: string;
}

/** One call already made, with its CodeCR (or the code of a fault). */
export interface CallMade {
  readonly criteria: CallCriteria;
  readonly code: string;
}

/** What the plan needs of the strict traits. */
export type PlanTraits = Pick<StrictTraits, "birthGivenNames" | "firstBirthGivenName" | "birthPlace">;

/** The first call: the first given name alone, without birth place (insi.md §3.4). */
export function firstCall(traits: PlanTraits): CallCriteria {
  return { givenName: plannedNames(traits)[0] ?? traits.firstBirthGivenName };
}

/**
 * The next call for this person, or null when there is none (insi.md §3.1, §3.4):
 * 1. one call for each given name, in order, while the answer is 01;
 * 2. then, or as soon as an answer is 02 (INSi asks for the other given names first), all given names in one `<Prenom>`;
 * 3. then, when a call gave 02, the same call with the COG of birth, never 99999 nor a COG with a letter (Corsica).
 * Stops at the first 00, and at any code that is neither 01 nor 02 (a fault). At most *given names + 2* calls.
 */
export function nextCall(traits: PlanTraits, callsSoFar: readonly CallMade[]): CallCriteria | null {
  if (callsSoFar.length === 0) return firstCall(traits);
  if (callsSoFar.some((call) => call.code !== "01" && call.code !== "02")) return null;
  const names = plannedNames(traits);
  const several = callsSoFar.filter((call) => call.code === "02");

  if (several.length === 0) {
    for (const name of names) if (!asked(callsSoFar, name)) return { givenName: name };
  }
  const all = names.join(" ");
  if (!asked(callsSoFar, all)) return { givenName: all };
  // The narrowest question that was still ambiguous, made sharper by the place.
  const ambiguous = several.at(-1)?.criteria;
  if (ambiguous === undefined || !canSend(traits.birthPlace)) return null;
  if (callsSoFar.some((call) => call.criteria.birthPlace !== undefined)) return null;
  return { givenName: ambiguous.givenName, birthPlace: traits.birthPlace };
}

/** INSi takes no letter in a COG: that of Corsica (2A, 2B) finds nobody (insi.md §3.3). */
function canSend(birthPlace: string): boolean {
  return birthPlace !== UNKNOWN_BIRTH_PLACE && /^\d{5}$/.test(birthPlace);
}

function asked(calls: readonly CallMade[], givenName: string): boolean {
  return calls.some((call) => call.criteria.givenName === givenName && call.criteria.birthPlace === undefined);
}

/**
 * Given names to ask one by one: the list in order, each once. A first given name that the list spells in several entries
 * (`JEAN-PIERRE` for `JEAN PIERRE MARIE`) replaces them; one that the list does not hold at all comes first.
 */
function plannedNames(traits: PlanTraits): string[] {
  const names = [...new Set(traits.birthGivenNames)];
  const first = traits.firstBirthGivenName;
  if (first === "" || names.includes(first)) return names;
  const key = nameKey(first);
  let spelled = "";
  for (const [index, name] of names.entries()) {
    spelled += nameKey(name);
    if (spelled === key) return [first, ...names.slice(index + 1)];
  }
  return [first, ...names];
}
