/** A value in one cell of TSV or CSV: nothing for null, JSON for what is nested. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((each) => typeof each === "string" || typeof each === "number")) {
    return value.join(" ");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What could drive a terminal, or show a text in another order than it is written. Line ends and tabs are not. */
const UNSAFE = "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]";
const CONTROLS = new RegExp(UNSAFE, "g");
const CONTROLS_OR_COLOUR = new RegExp(`(\\u001b\\[[0-9;]*m)|${UNSAFE}`, "g");

const SPECIAL = new RegExp(`[\\t\\n]|${UNSAFE}`);

/** Whether nothing in a text drives a terminal, ends a line or separates cells: asked once of a whole row, it spares its cells. */
export function isPlain(text: string): boolean {
  return !SPECIAL.test(text);
}

/** A text that came from a file, an argument or a service, harmless on a terminal: each control character becomes �. */
export function safeText(text: string): string {
  return text.replace(CONTROLS, "\ufffd");
}

/** The same for a text already coloured by us: colours stay when the stream has them. */
export function safeColoured(text: string, colour: boolean): string {
  if (!colour) return safeText(text);
  return text.replace(CONTROLS_OR_COLOUR, (_, sequence: string | undefined) => sequence ?? "\ufffd");
}
