import { nameKey } from "../identity/search-tokens.js";
import type { StrictTraits } from "../identity/types.js";
import type { DmpTraits } from "./status.js";

/** A trait that the DMP does not have as we do. Only its name: the values are identity data. */
export type DivergentTrait = "birthName" | "givenName" | "sex" | "birthDate";

/**
 * Traits that differ between the patient's file and the DMP (DMP/CONF.01, DMP/CONF.02). What the DMP does not say differs in nothing;
 * accents, case, hyphens and spaces are typography. The DMP gives one given name: the first of ours, or the whole list.
 */
export function divergentTraits(local: StrictTraits, dmp: DmpTraits): readonly DivergentTrait[] {
  const found: DivergentTrait[] = [];
  // A DMP opened long ago may hold only a used name: it proves nothing about the birth name.
  if (said(dmp.birthName) && nameKey(dmp.birthName) !== nameKey(local.birthName)) found.push("birthName");
  if (said(dmp.givenName) && !sameGivenName(local, dmp.givenName)) found.push("givenName");
  if (said(dmp.sex) && dmp.sex.toUpperCase() !== local.sex && dmp.sex.toUpperCase() !== "UN") found.push("sex");
  if (said(dmp.birthDate) && dmp.birthDate !== local.birthDate) found.push("birthDate");
  return found;
}

function sameGivenName({ firstBirthGivenName, birthGivenNames }: StrictTraits, given: string): boolean {
  const key = nameKey(given);
  if (key === nameKey(firstBirthGivenName)) return true;
  let list = "";
  for (const name of birthGivenNames) {
    list += nameKey(name);
    if (list === key) return true;
  }
  return false;
}

function said(text: string | null): text is string {
  return text !== null && text.trim() !== "";
}
