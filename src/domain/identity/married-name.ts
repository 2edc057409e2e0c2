import { plainLetters } from "./letters.js";
import { normaliseBirthName } from "./names.js";
import { nameKey } from "./search-tokens.js";

/** A field that holds two names and says which is which. Both are normalised. */
export interface StatedNames {
  readonly birthName: string;
  /** The name by marriage. */
  readonly usedName: string;
}

/** `DURAND NEE MARTIN`, `DURAND (née MARTIN)`. */
const BORN = /^(.+?)[ ,(]+NEE\.?[ :]+(.+?)\)?$/;
/** `MARTIN EP DURAND`, `MARTIN épouse DURAND`, `MARTIN (vve DURAND)`, `MARTIN DIV. DURAND`. */
const MARRIED_TO = /^(.+?)[ ,(]+(?:EP|EPS|EPSE|EPOUSE|VVE|VEUVE|DIV|DIVORCEE)\.?[ :]+(.+?)\)?$/;

/**
 * Reads a name field where a practice wrote the birth name *and* the name by marriage with a word between them: the first
 * cause of « 01 » answers (product.md §3.2). Null when the text states nothing of the kind.
 */
export function readStatedNames(text: string): StatedNames | null {
  const plain = plainCapitals(text);
  const born = BORN.exec(plain);
  if (born !== null) return bothNames(born[2], born[1]);
  const married = MARRIED_TO.exec(plain);
  return married === null ? null : bothNames(married[1], married[2]);
}

/**
 * The part of a double name (`MARTIN-DURAND`, `MARTIN DURAND`) that is not the other name, null when the double name does not
 * start or end with it.
 */
export function otherPart(doubleName: string, name: string): string | null {
  const key = nameKey(name);
  for (const separator of ["--", "-", " "]) {
    const at = doubleName.indexOf(separator);
    if (at <= 0) continue;
    const end = doubleName.lastIndexOf(separator);
    const [head, tail] = [doubleName.slice(0, end), doubleName.slice(end + separator.length)];
    if (nameKey(tail) === key) return head;
    const [first, rest] = [doubleName.slice(0, at), doubleName.slice(at + separator.length)];
    if (nameKey(first) === key) return rest;
  }
  return null;
}

function bothNames(birth: string | undefined, used: string | undefined): StatedNames | null {
  const birthName = normaliseBirthName(birth ?? "");
  const usedName = normaliseBirthName(used ?? "");
  return birthName.ok && usedName.ok ? { birthName: birthName.value, usedName: usedName.value } : null;
}

/** Capitals without accents, all other characters as they are: the words between the names are often followed by a point. */
function plainCapitals(text: string): string {
  let plain = "";
  for (const character of text.trim()) plain += /\s/.test(character) ? " " : (plainLetters(character) ?? character);
  return plain;
}
