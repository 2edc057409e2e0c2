import type { ReturnedTraits } from "../insi/answer.js";
import { UNKNOWN_BIRTH_PLACE } from "./birth-place.js";
import { nameKey } from "./search-tokens.js";
import type { StrictTraits } from "./types.js";

/**
 * - `same`: equal character for character
 * - `typography`: equal but for hyphens, apostrophes, spaces, case and accents
 * - `completed`: the answer adds what was not known here (further given names, a birth place), contradicting nothing
 * - `missing`: the answer does not give the trait
 * - `different`: a person has to look
 */
export type TraitVerdict = "same" | "typography" | "completed" | "missing" | "different";

export interface TraitRow {
  readonly trait: keyof StrictTraits;
  readonly local: string;
  readonly returned: string;
  readonly verdict: TraitVerdict;
}

export interface TraitComparison {
  /** Always the six strict traits, in the order a screen shows them. */
  readonly rows: readonly TraitRow[];
  /** The worst row; a birth place missing in the answer does not count (insi.md §6.7). */
  readonly verdict: "same" | "typography" | "completed" | "different";
  /** The local first given name is the start of the returned list, hyphen and apostrophe counting as space (rule 6, EXI ID 10). */
  readonly firstGivenNameMatches: boolean;
}

/**
 * Compares the local strict traits with those of an INSi answer, side by side (INS/va1.52, insi.md §6.7).
 *
 * `ListePrenom` separates given names by spaces, so a compound name written with a space cannot be told from two names:
 * lists are compared blind to the separator. RNIV compares the *first* given name with the start of the list, hence a
 * practice that recorded only the first ones is `completed` by the answer, not contradicted. Cutting a hyphenated name is
 * another first given name: local `JEAN` against `JEAN-PIERRE` is `different`, against `JEAN PIERRE` it is `completed`; local
 * `JEAN PIERRE`, first `JEAN`, against `JEAN-PIERRE` is `typography`, since the lists say the same.
 * Other or further given names held locally are `different`.
 */
export function compareTraits(local: StrictTraits, returned: ReturnedTraits): TraitComparison {
  const list = words(returned.givenNames);
  const localList = local.birthGivenNames.join(" ") || local.firstBirthGivenName;
  const lists = compareLists(localList, list);
  // The same letters cut otherwise: only then may a first given name be a part of a hyphenated one.
  const recut = lists === "same" || lists === "typography" ? words(returned.givenNames.replace(/[-']/g, " ")) : [];
  const whole = startOfList(local.firstBirthGivenName, list);
  const first = whole ?? startOfList(local.firstBirthGivenName, recut);
  const firstVerdict = whole === null && first !== null ? "typography" : compareFirst(local.firstBirthGivenName, first, list);
  const rows: TraitRow[] = [
    row("birthName", local.birthName, returned.birthName, compareNames(local.birthName, returned.birthName)),
    row("firstBirthGivenName", local.firstBirthGivenName, first ?? list[0] ?? "", firstVerdict),
    row("birthGivenNames", localList, returned.givenNames, lists),
    row("birthDate", local.birthDate, returned.birthDate, compareExactly(local.birthDate, returned.birthDate)),
    row("sex", local.sex, returned.sex, compareExactly(local.sex, returned.sex)),
    row("birthPlace", local.birthPlace, returned.birthPlace, comparePlaces(local.birthPlace, returned.birthPlace)),
  ];
  return { rows, verdict: worst(rows), firstGivenNameMatches: first !== null };
}

/** Whether a first given name is the start of a list of given names, hyphen and apostrophe counting as space. */
export function isStartOfList(firstGivenName: string, givenNames: readonly string[]): boolean {
  const words: string[] = [];
  for (const name of givenNames) words.push(...name.split(" "));
  return startOfList(firstGivenName, words) !== null;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/).filter(Boolean);
}

/** The words of the list that spell this name, null when they do not. */
function startOfList(name: string, list: readonly string[]): string | null {
  const key = nameKey(name);
  let spelled = "";
  for (const [index, word] of list.entries()) {
    spelled += nameKey(word);
    if (spelled === key && key !== "") return list.slice(0, index + 1).join(" ");
    if (spelled.length >= key.length) return null;
  }
  return null;
}

function compareNames(local: string, returned: string): TraitVerdict {
  if (returned.trim() === "") return "missing";
  if (local === returned) return "same";
  return nameKey(local) === nameKey(returned) ? "typography" : "different";
}

function compareFirst(local: string, matched: string | null, list: readonly string[]): TraitVerdict {
  if (list.length === 0) return "missing";
  if (matched === null) return "different";
  return matched === local ? "same" : "typography";
}

function compareLists(local: string, list: readonly string[]): TraitVerdict {
  if (list.length === 0) return "missing";
  const matched = startOfList(local, list);
  if (matched === null) return "different";
  const whole = list.join(" ");
  if (matched !== whole) return "completed";
  return local === whole ? "same" : "typography";
}

function compareExactly(local: string, returned: string): TraitVerdict {
  if (returned.trim() === "") return "missing";
  return local === returned.trim() ? "same" : "different";
}

function comparePlaces(local: string, returned: string): TraitVerdict {
  const place = returned.trim().toUpperCase();
  if (place === "") return "missing";
  if (place === local) return "same";
  return local === UNKNOWN_BIRTH_PLACE ? "completed" : "different";
}

function row(trait: keyof StrictTraits, local: string, returned: string, verdict: TraitVerdict): TraitRow {
  return { trait, local, returned, verdict };
}

function worst(rows: readonly TraitRow[]): TraitComparison["verdict"] {
  let verdict: TraitComparison["verdict"] = "same";
  for (const row of rows) {
    if (row.verdict === "different") return "different";
    if (row.verdict === "missing") {
      if (row.trait !== "birthPlace") return "different";
    } else if (row.verdict === "completed" || (row.verdict === "typography" && verdict === "same")) verdict = row.verdict;
  }
  return verdict;
}
