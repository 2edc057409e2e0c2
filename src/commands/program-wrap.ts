const GLUE = "\u00a0";

/**
 * Breaks a text in lines of at most `width` columns, between words only. French punctuation stays with its word: a line never
 * ends after « nor begins with » ; : ? !. A longer word is left whole. Line ends in the text are kept.
 */
export function wrapFrench(text: string, width: number): string {
  return text
    .replaceAll("« ", `«${GLUE}`)
    .replace(/ (?=[»:;?!](?:[\s.,)]|$))/gm, GLUE)
    .split("\n")
    .flatMap((line) => wrapLine(line, width))
    .join("\n")
    .replaceAll(GLUE, " ");
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && longer.length > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

/** Sources cut a long sentence over several lines: a line that does not end one goes on with the next. */
export function reflow(text: string): string {
  return text.replace(/([^\s.:;?!»)])\n(?=\S)/g, "$1 ");
}
