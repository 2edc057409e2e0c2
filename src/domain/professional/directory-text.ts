/** Longest text of the annuaire that is kept: the real ones are under 120. */
export const LONGEST = 200;
/** Control characters (ANSI escapes begin with one), marks that turn the direction of a line or show nothing, separators of lines. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;
const ALL_HIDDEN = new RegExp(HIDDEN, "g");

/** Whether a text of the annuaire holds what no name does. */
export function hasHidden(text: string): boolean {
  return HIDDEN.test(text);
}

/**
 * One text of the annuaire as it may be shown, searched, and written in a header: whoever fed it must not draw on a terminal, begin a line,
 * or fill a screen.
 */
export function directoryText(text: string): string {
  const seen = HIDDEN.test(text) ? text.replace(ALL_HIDDEN, " ").replace(/\s+/g, " ") : text;
  return (seen.length > LONGEST ? `${seen.slice(0, LONGEST - 1)}…` : seen).trim();
}
