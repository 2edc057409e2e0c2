import { nameKey } from "../../domain/identity/search-tokens.js";

/** In order; each on what the ones before left. Letters that French writes in several ways for one sound. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/(.)\1+/g, "$1"],
  [/PH/g, "F"],
  [/BV/g, "V"],
  [/SCH|SH|CH/g, "5"],
  [/H/g, ""],
  [/Y/g, "I"],
  [/E?AU/g, "O"],
  [/AI|EI|AY|EY/g, "E"],
  [/[EA][NM](?![AEIOU])/g, "1"],
  [/OU/g, "U"],
  [/QU|Q|C(?![EI])|G(?=UE|UI)|K/g, "K"],
  [/C|Z/g, "S"],
  [/G(?=[EI])/g, "J"],
  [/W/g, "V"],
  [/(.)\1+/g, "$1"],
  [/[ESTDXPZ]+$/, ""],
];

/**
 * Key under which names that sound alike in French meet (LEFEBVRE, LEFEVRE and LE FEVRE; THIBAUT and TIBAUD; SOFIE and
 * SOPHIE). It only proposes duplicates to a person, it never decides.
 */
export function phoneticKey(name: string): string {
  const key = nameKey(name);
  let sound = key;
  for (const [pattern, replacement] of RULES) sound = sound.replace(pattern, replacement);
  return sound.length < 2 ? key : sound;
}
