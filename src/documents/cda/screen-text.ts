/** Text of a document made harmless for a terminal, measured and cut into lines. */

/** C0 (but line feed) and C1 controls, among them the escape that starts an ANSI sequence; invisible marks that reorder text. */
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

/** Every control shows as a visible symbol or a space: nothing is hidden, nothing acts. Keeps line feeds. */
export function harmless(text: string): string {
  return text.replace(ACTING, (mark) => (/[\t\r\u000b\u000c\u0085\u2028\u2029]/.test(mark) ? " " : "\uFFFD"));
}

/** CJK, Hangul, full-width forms and emoji take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NARROW = /^[\u0020-\u024f]*$/;

/** Columns taken on screen by one line. */
export function columns(line: string): number {
  if (NARROW.test(line)) return line.length;
  let width = 0;
  for (const character of line.normalize("NFC")) {
    if (!/\p{M}|\u200b|\u200d/u.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Lines of at most `width` columns, cut between words; a word that is longer is cut itself. Line feeds are kept. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => (columns(line) <= width ? [line] : wrapLine(line, Math.max(1, width))));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && columns(line) + 1 + columns(rest) > width) {
      lines.push(line);
      line = "";
    }
    while (columns(rest) > width) {
      const cut = headOf(rest, width);
      lines.push(cut);
      rest = rest.slice(cut.length);
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/** As much of a word as the width holds, one character at least. */
function headOf(word: string, width: number): string {
  let head = "";
  let taken = 0;
  for (const character of word) {
    taken += columns(character);
    if (head !== "" && taken > width) break;
    head += character;
  }
  return head;
}

export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}
