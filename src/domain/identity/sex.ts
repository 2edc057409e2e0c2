import { accepted, type Check, refused } from "./result.js";
import { nameKey } from "./search-tokens.js";
import type { Sex } from "./types.js";

const WRITTEN: Readonly<Record<string, Sex>> = {
  M: "M",
  H: "M",
  "1": "M",
  HOMME: "M",
  MASCULIN: "M",
  F: "F",
  "2": "F",
  FEMME: "F",
  FEMININ: "F",
  I: "I",
  INDETERMINE: "I",
};

/** Reads a sex as practices write it (`M`, `H`, `1`, `Homme`, `Masculin`, `F`, `2`, `Féminin`, `I`…). Codes: `sex.empty`, `sex.format`. */
export function parseSex(text: string): Check<Sex> {
  if (text === "M" || text === "F") return accepted(text);
  const key = nameKey(text);
  if (key === "") return refused("sex.empty", "Le sexe est vide.");
  const sex = WRITTEN[key];
  return sex === undefined ? refused("sex.format", "Le sexe s'écrit M, F ou I (indéterminé).") : accepted(sex);
}
