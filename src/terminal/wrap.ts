import { visibleWidth } from "./layout.js";

/** Stands for a space at which no line is broken: a private character, for a text may hold no-break spaces of its own. */
const GLUE = "\ue000";

/**
 * Breaks a text in lines of at most `width` columns, between words only. French punctuation stays with its word: a line never
 * ends after « nor begins with » ; : ? !. A longer word is left whole. Line ends in the text are kept.
 * @param hang spaces before what goes on from the line above
 */
export function wrapFrench(text: string, width: number, hang: (line: string) => string = () => ""): string {
  return text
    .replaceAll("« ", `«${GLUE}`)
    .replace(/ (?=[»:;?!](?:[\s.,)]|$))/gm, GLUE)
    .split("\n")
    .flatMap((line) => wrapLine(line, width, hang))
    .join("\n")
    .replaceAll(GLUE, " ");
}

function wrapLine(line: string, width: number, hang: (line: string) => string): readonly string[] {
  if (visibleWidth(line) <= width) return [line];
  const before = hang(line);
  const lines: string[] = [];
  let current: string | null = null;
  for (const word of line.split(" ")) {
    const longer: string = current === null ? word : `${current} ${word}`;
    if (current !== null && current.trim() !== "" && visibleWidth(longer) > width) {
      lines.push(current.trimEnd());
      current = before + word;
    } else current = longer;
  }
  return [...lines, current ?? ""];
}

/** Borders and blocks: drawn to a width already, and meaningless once cut. */
const DRAWN = /[\u2500-\u259f]/;
/** `  Objet          Compte rendu…`: what goes on stands under what it goes on from. */
const FIELD = /^ {2,}(?:\u001b\[[0-9;]*m)*\S[^\n]{0,22}? {2,}(?=\S)/;
/** A command to run, up to what ends it in a sentence. */
const COMMAND = /\bsegur(?: [^\s;,()]+)+/g;
/** Below that, a column of text is no longer read: the terminal breaks it as it can. */
const LEAST = 20;

/**
 * A text for a terminal: broken between words at its width, a command to copy kept on one line where it fits. Tables and drawings are left
 * as they are. @param width null on a pipe: nothing is broken
 */
export function wrapScreen(text: string, width: number | null, { hang = 0 }: { readonly hang?: number } = {}): string {
  if (width === null || width < LEAST) return text;
  return text
    .split("\n")
    .map((line) => {
      if (visibleWidth(line) <= width || DRAWN.test(line)) return line;
      const before = hangOf(line, width, hang);
      const room = width - before.length;
      const glued = line.replace(COMMAND, (command) => (command.length <= room ? command.replaceAll(" ", GLUE) : command));
      return wrapFrench(glued, width, () => before);
    })
    .join("\n");
}

function hangOf(line: string, width: number, more: number): string {
  const field = FIELD.exec(line)?.[0];
  if (field !== undefined && visibleWidth(field) <= width / 2) return " ".repeat(visibleWidth(field));
  const [indent = ""] = /^ */.exec(line) ?? [];
  return " ".repeat(Math.min(indent.length + more, Math.floor(width / 2)));
}
