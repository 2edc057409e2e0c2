/**
 * What a manual page is written with: man(7) macros, which groff and mandoc both read. Hyphens stay hyphens and quotes stay quotes,
 * so that a command copied from a page runs; no line of text is ever taken for a request.
 */
const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\(rs",
  "-": "\\-",
  "'": "\\(aq",
  '"': "\\(dq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
};

/** Text on one line, as it must be written; French punctuation is not cut from its word. */
export function escaped(text: string): string {
  const written = text
    .replace(/\s+/g, " ")
    .replace(/[\\\-'"`^~]/g, (character) => SPECIAL[character] ?? character)
    .replace(/ ([:;?!»])/g, "\\ $1")
    .replace(/« /g, "«\\ ");
  return written.startsWith(".") ? `\\&${written}` : written;
}

/** A line that is shown as it is, its spaces kept. */
function verbatim(line: string): string {
  const written = line.replace(/[\\\-'"`^~]/g, (character) => SPECIAL[character] ?? character);
  return written === "" || written.startsWith(".") ? `\\&${written}` : written;
}

export function title(name: string): string {
  return `'\\" -*- coding: utf-8 -*-\n.TH ${escaped(name.toUpperCase())} 1 "" segur "Manuel de segur"\n.nh\n.ad l`;
}

export function section(heading: string): string {
  return `.SH "${escaped(heading)}"`;
}

export function subsection(heading: string): string {
  return `.SS "${escaped(heading)}"`;
}

/** A term and what it means. */
export function entry(term: string, text: string): string {
  return `.TP\n.B "${escaped(term)}"\n${escaped(text)}`;
}

/** Lines to type, kept as they are. */
export function example(lines: readonly string[]): string {
  return `.PP\n.nf\n.RS 2\n${lines.map(verbatim).join("\n")}\n.RE\n.fi`;
}

/** Paragraphs parted by an empty line; in each, lines stay lines, and indented ones are shown as they are. */
export function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.split("\n"))
    .map((lines) => (lines.some((line) => /^\s/.test(line)) ? example(lines) : `.PP\n${lines.map(escaped).join("\n.br\n")}`))
    .join("\n");
}
