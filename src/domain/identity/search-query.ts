import { parseBirthDate } from "./birth-date.js";
import { checkMatricule } from "./matricule.js";
import { accepted, type Check, refused } from "./result.js";
import { queryTokens } from "./search-tokens.js";
import type { IsoDate } from "./types.js";

/** What the one search box understood: all parts must hold at once. */
export interface ParsedTerms {
  readonly names: readonly { readonly field: "any"; readonly token: string }[];
  readonly birthDate?: IsoDate;
  /** 15 characters, key checked. */
  readonly matricule?: string;
}

const DATE_LIKE = /^(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{8})$/;
const DAY = /^\d{1,2}(er)?$/i;
const YEAR = /^\d{4}$/;
const MATRICULE_PIECE = /^[\dABab]+$/;

/**
 * Understands the terms typed in the search box: words of names, one birth date in any usual form (`12/03/1980`, `12 mars 1980`), one
 * whole matricule (15 characters, also in groups; its key is checked before searching, rule 17). A quoted term may hold
 * several of them. Codes: `search.empty`, `search.term`, `search.two_dates`, and those of dates and matricules.
 */
export function parseSearchTerms(terms: readonly string[], today: IsoDate): Check<ParsedTerms> {
  const words: string[] = [];
  for (const term of terms) for (const word of term.split(/[\s\u00A0\u202F]+/)) if (word !== "") words.push(word);

  const names: { field: "any"; token: string }[] = [];
  let birthDate: IsoDate | undefined;
  let matricule: string | undefined;
  for (let at = 0; at < words.length; ) {
    const length = dateLength(words, at);
    if (length > 0) {
      const date = parseBirthDate(words.slice(at, at + length).join(" "), { today });
      if (!date.ok) return date;
      if (birthDate !== undefined) return refused("search.two_dates", "Une recherche ne porte que sur une date de naissance.");
      birthDate = date.value.date;
      at += length;
      continue;
    }
    const pieces = matriculeLength(words, at);
    if (pieces > 0) {
      const read = checkMatricule(words.slice(at, at + pieces).join(""));
      if (!read.ok) return read;
      if (matricule !== undefined) return refused("search.two_matricules", "Une recherche ne porte que sur un matricule INS.");
      matricule = read.value;
      at += pieces;
      continue;
    }
    const word = words[at] ?? "";
    if (/\d/.test(word)) {
      return refused(
        "search.term",
        "Terme non compris : un nom, une date de naissance entière ou un matricule INS de 15 caractères.",
      );
    }
    for (const token of queryTokens(word)) names.push({ field: "any", token });
    at++;
  }
  if (names.length === 0 && birthDate === undefined && matricule === undefined) {
    return refused("search.empty", "Rien à rechercher : donnez un nom, un prénom, une date de naissance ou un matricule INS.");
  }
  return accepted({
    names,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(matricule === undefined ? {} : { matricule }),
  });
}

/** How many words from this one spell a date: `12/03/1980` is one, `12 mars 1980` three; 0 when it is no date. */
function dateLength(words: readonly string[], at: number): number {
  if (DATE_LIKE.test(words[at] ?? "")) return 1;
  if (!DAY.test(words[at] ?? "") || !YEAR.test(words[at + 2] ?? "")) return 0;
  return parseBirthDate(words.slice(at, at + 3).join(" ")).ok ? 3 : 0;
}

/** How many words from this one make a number long enough to be meant as a matricule; 0 when they do not. */
function matriculeLength(words: readonly string[], at: number): number {
  let length = 0;
  let size = 0;
  for (const word of words.slice(at)) {
    if (!MATRICULE_PIECE.test(word) || !/\d/.test(word) || size + word.length > 15) break;
    size += word.length;
    length++;
  }
  return size >= 13 ? length : 0;
}
