/** What acts or hides in a line: C0 and C1 controls, line separators, marks that reorder text, zero-width ones, halves of a surrogate pair. */
const ACTING =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/**
 * A text that people typed as one line of a header: controls (CR and LF first: header injection) become spaces, spaces are never doubled,
 * NFC. Nothing that remains can start a header, a line, or change the order in which the rest is read.
 */
export function plainLine(text: string): string {
  return text.normalize("NFC").replace(ACTING, " ").replace(/\s+/gu, " ").trim();
}

/** At most that many characters, cut at a space when one is near, with an ellipsis. Never within a surrogate pair. */
export function shortened(text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  const head = characters.slice(0, Math.max(0, max - 1)).join("");
  const space = head.lastIndexOf(" ");
  return `${(space > head.length / 2 ? head.slice(0, space) : head).trimEnd()}…`;
}
