import { accepted, type Check, refused } from "./result.js";

/** Birth place not known (RNIV). Never sent to INSi (insi.md §3.3). */
export const UNKNOWN_BIRTH_PLACE = "99999";

/** INSEE COG: department 01 to 99 (2A and 2B in Corsica, 99 abroad) and three digits. */
const COG = /^(?:0[1-9]|[1-9]\d|2[AB])\d{3}$/;

/**
 * Checks an INSEE code of the birth commune (`63220`, `2A004`), of a country (`99` and three digits) or `99999` when unknown.
 * A postcode has the same shape: see the pre-flight checks. Codes: `birth_place.empty`, `birth_place.format`.
 */
export function checkBirthPlace(text: string): Check<string> {
  if (COG.test(text)) return accepted(text);
  const value = text.trim().toUpperCase();
  if (value === "") return refused("birth_place.empty", "Le lieu de naissance est vide : écrivez 99999 s'il est inconnu.");
  if (COG.test(value)) return accepted(value);
  return refused(
    "birth_place.format",
    "Le lieu de naissance est le code INSEE de la commune (5 caractères), 99 et le code du pays à l'étranger, ou 99999 s'il est inconnu.",
  );
}
