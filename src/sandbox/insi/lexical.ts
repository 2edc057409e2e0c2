/** Lexical rules of the service's input (insi.md §3.3: EF_INS01_03, EF_INS10_01, EF_INS10_02, EF_INS25_04). */

const CHARACTERS = /^[A-Z '-]+$/;
const DOUBLED = /[ '][ ']/;

/** A-Z, space, apostrophe, hyphen; single or double hyphen; never starts with a space or a hyphen. */
export function isBirthName(text: string): boolean {
  return CHARACTERS.test(text) && !DOUBLED.test(text) && !/^[ -]|---| $/.test(text);
}

/** As a name, without double hyphen, never ending with a hyphen or an apostrophe. */
export function isGivenName(text: string): boolean {
  return CHARACTERS.test(text) && !DOUBLED.test(text) && !/^[ -]|--|[ '-]$/.test(text);
}

/** `AAAA-MM-JJ`; the service also knows dates whose day or month is 00 (insi.md §3.5), so only the shape and ranges count. */
export function isServiceDate(text: string): boolean {
  return /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/.test(text);
}

/** COG of a commune (`2A004`, `97105`) or of a country (`99352`). */
export function isPlace(text: string): boolean {
  return /^(\d{5}|2[AB]\d{3})$/.test(text);
}

export function isSex(text: string): text is "M" | "F" {
  return text === "M" || text === "F";
}

/** 13 characters of a NIR or NIA, as the contexts' schemas write them. */
export function isNumber13(text: string): boolean {
  return /^\d{6}[AB0-9]\d{6}$/.test(text);
}
