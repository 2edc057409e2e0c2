import type { Metrics } from "./fonts.js";

/** Columns of a tabulation. */
const TAB = 8;

/** Spaces up to the next column that is a multiple of eight, as every terminal and printer of text does. */
export function expandTabs(line: string): string {
  if (!line.includes("\t")) return line;
  let out = "";
  let column = 0;
  for (const character of line) {
    if (character === "\t") {
      const spaces = TAB - (column % TAB);
      out += " ".repeat(spaces);
      column += spaces;
    } else {
      out += character;
      column += 1;
    }
  }
  return out;
}

/**
 * One paragraph as lines no wider than `width` (in the unit of the metrics): cut after a space, else within a word that is too long.
 * Spaces at the beginning of the paragraph are kept; those at a cut are not. Nothing else is lost.
 */
export function wrap(paragraph: string, width: number, metrics: Metrics): readonly string[] {
  if (metrics.width(paragraph) <= width) return [paragraph];
  const lines: string[] = [];
  let line = "";
  let used = 0;
  // Each word with the spaces before it; the spaces at the end of the paragraph are a word of their own.
  for (const word of paragraph.match(/ *[^ ]+| +$/g) ?? []) {
    const size = metrics.width(word);
    if (used + size <= width) {
      line += word;
      used += size;
      continue;
    }
    if (line.trim() !== "") lines.push(line);
    // Before the first word, spaces are an indentation.
    const rest = line.trim() === "" ? line + word : word.trimStart();
    line = "";
    used = 0;
    for (const character of rest) {
      const each = metrics.width(character);
      if (used + each > width && line !== "") {
        lines.push(line);
        line = "";
        used = 0;
      }
      line += character;
      used += each;
    }
  }
  if (line.trim() !== "" || lines.length === 0) lines.push(line);
  return lines;
}
