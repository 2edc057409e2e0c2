/**
 * Windows-1252 without `TextDecoder`: some Node releases (23 and later) decode this label as ISO-8859-1, which turns €, œ and ’
 * into control characters. Only the bytes 0x80-0x9F differ; the five undefined ones are kept as they are.
 */
const HIGH =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** @param latin1 bytes read as ISO-8859-1 */
export function decodeWindows1252(latin1: string): string {
  return latin1.replace(/[\x80-\x9f]/g, (character) => HIGH.charAt(character.charCodeAt(0) - 0x80));
}
