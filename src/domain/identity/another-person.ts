import { nameKey } from "./search-tokens.js";
import type { StrictTraits } from "./types.js";

/**
 * Whether corrected traits are those of somebody else: another birth name, birth date or sex, or first given names of which neither
 * begins the other (twins). Accents, hyphens and spaces are typography, and a birth place tells nobody apart. What was seen, said or
 * consented to under the former traits then says nothing of this person (RNIV: a document proves the traits that it bears).
 */
export function isAnotherPerson(before: StrictTraits, after: StrictTraits): boolean {
  if (before.birthDate !== after.birthDate || before.sex !== after.sex) return true;
  if (nameKey(before.birthName) !== nameKey(after.birthName)) return true;
  const [one, other] = [nameKey(before.firstBirthGivenName), nameKey(after.firstBirthGivenName)];
  return !one.startsWith(other) && !other.startsWith(one);
}
