import { isMark, plainLetters, plainSeparator } from "./letters.js";
import { accepted, type Check, type Refused, refused } from "./result.js";

/** A birth name may have a double hyphen, a given name may not (EF_INS10_01, EF_INS10_02). */
type NameKind = "birthName" | "givenName";

/** Recommended field size (INS/va1.56.02) and limit of the INS datamatrix. */
export const MAX_NAME_LENGTH = 100;

/**
 * Normalises a birth name to what INSi accepts (insi.md §3.3): capitals A-Z, space, `'` and `-`. Accents and ligatures are
 * transliterated, typographic apostrophes, dashes and spaces become ASCII, ends are trimmed. Anything else is refused with
 * its column, never dropped. Codes: `name.empty`, `name.character`, `name.first`, `name.last`, `name.separators`,
 * `name.hyphens`, `name.too_long`.
 */
export function normaliseBirthName(text: string): Check<string> {
  return normaliseName(text, "birthName");
}

/** Same for one given name (compound ones included): no double hyphen, no hyphen or apostrophe at the end. */
export function normaliseGivenName(text: string): Check<string> {
  return normaliseName(text, "givenName");
}

/**
 * Same for a list of birth given names: `JEAN, PIERRE`, `JEAN PIERRE` or an array. With commas (or an array) an entry may
 * hold a space; without, each word is one given name. Columns are those of the whole text.
 */
export function normaliseGivenNames(textOrList: string | readonly string[]): Check<string[]> {
  const names: string[] = [];
  if (typeof textOrList !== "string") {
    for (const item of textOrList) {
      const name = normaliseName(item, "givenName");
      if (!name.ok) return name;
      names.push(name.value);
    }
  } else {
    const separator = textOrList.includes(",") ? /,/ : /[\s\u00A0\u2007\u202F]/;
    let start = 0;
    for (const part of textOrList.split(separator)) {
      const name = part.trim() === "" ? null : normaliseName(part, "givenName", start);
      if (name?.ok === false) return name;
      if (name !== null) names.push(name.value);
      start += part.length + 1;
    }
  }
  return names.length === 0 ? refused("name.empty", "Aucun prénom de naissance n'est renseigné.") : accepted(names);
}

function normaliseName(text: string, kind: NameKind, offset = 0): Check<string> {
  let lower = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 97 && code <= 122) lower = true;
    else if (code < 65 || code > 90) return normaliseCarefully(text, kind, offset);
  }
  if (text.length === 0) return refused("name.empty", "Le nom est vide.");
  if (text.length > MAX_NAME_LENGTH) return tooLong(offset);
  return accepted(lower ? text.toUpperCase() : text);
}

function normaliseCarefully(text: string, kind: NameKind, offset: number): Check<string> {
  const end = text.trimEnd().length;
  let at = text.length - text.trimStart().length;
  if (at >= end) return refused("name.empty", "Le nom est vide.");
  let name = "";
  let hasLetter = false;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code >= 65 && code <= 90) {
      name += text[at];
      hasLetter = true;
      at++;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? code);
    const column = offset + at + 1;
    const separator = plainSeparator(character);
    if (separator !== null) {
      const problem = separatorProblem(name, separator, kind, column);
      if (problem !== null) return problem;
      name += separator;
    } else {
      const letters = plainLetters(character);
      if (letters !== null) {
        name += letters;
        hasLetter = true;
      } else if (!(isMark(character) && endsWithLetter(name))) {
        return refused("name.character", `Le caractère « ${character} » n'est pas admis dans un nom ou un prénom.`, column);
      }
    }
    at += character.length;
  }
  if (!hasLetter) return refused("name.empty", "Le nom ne contient aucune lettre.", offset + 1);
  if (name.length > MAX_NAME_LENGTH) return tooLong(offset);
  if (kind === "givenName" && !endsWithLetter(name)) {
    return refused("name.last", "Un prénom ne peut pas finir par un tiret ou une apostrophe.", offset + end);
  }
  return accepted(name);
}

/** Which separators may follow what is already read (EF_INS01_03). */
function separatorProblem(before: string, separator: string, kind: NameKind, column: number): Refused | null {
  const previous = before.charAt(before.length - 1);
  if (separator === "-") {
    if (previous === "") return refused("name.first", "Un nom ne peut pas commencer par un tiret.", column);
    const limit = kind === "birthName" ? "--" : "-";
    if (!before.endsWith(limit)) return null;
    return refused(
      "name.hyphens",
      kind === "birthName" ? "Trois tirets de suite." : "Un prénom n'admet pas de double tiret.",
      column,
    );
  }
  if (previous === " " || previous === "'") {
    return refused("name.separators", "Une espace ou une apostrophe ne peut ni être doublée ni suivre l'autre.", column);
  }
  return null;
}

function endsWithLetter(name: string): boolean {
  const last = name.charCodeAt(name.length - 1);
  return last >= 65 && last <= 90;
}

function tooLong(offset: number): Refused {
  return refused("name.too_long", `Un nom compte au plus ${MAX_NAME_LENGTH} caractères.`, offset + MAX_NAME_LENGTH + 1);
}
