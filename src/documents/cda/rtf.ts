import { decodeWindows1252 } from "../tabular/windows-1252.js";

/** Groups that hold no text of the document. */
const SILENT = new Set([
  "fonttbl",
  "colortbl",
  "stylesheet",
  "listtable",
  "listoverridetable",
  "info",
  "pict",
  "object",
  "themedata",
  "datastore",
  "rsidtbl",
  "generator",
  "latentstyles",
  "filetbl",
  "revtbl",
  "xmlnstbl",
  "fldinst",
  "bkmkstart",
  "bkmkend",
]);
const SYMBOLS: Readonly<Record<string, string>> = {
  par: "\n",
  line: "\n",
  sect: "\n",
  page: "\n",
  row: "\n",
  cell: "\t",
  nestcell: "\t",
  nestrow: "\n",
  tab: "\t",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  emspace: " ",
  enspace: " ",
};

/** `\word-12 `, `\'e9`, `\*` and the like, a brace, or a run of text. Line ends of the file mean nothing. */
const TOKEN = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n\\]+/g;

interface Group {
  silent: boolean;
  /** Characters that stand after a `\u` for readers that do not know it. */
  fallback: number;
}

/**
 * The text of an RTF document (1.9): paragraphs, tables as tabs, Windows-1252 and Unicode characters. Nothing in it is executed
 * (pictures, objects and fields are left out).
 * @param rtf its bytes read as ISO-8859-1
 */
export function rtfToText(rtf: string): string {
  const stack: Group[] = [];
  let group: Group = { silent: false, fallback: 1 };
  let skip = 0;
  let text = "";
  const write = (piece: string): void => {
    if (!group.silent) text += piece;
  };
  const binary = /\\bin(\d{1,9}) ?/y;
  for (let at = 0; ; ) {
    binary.lastIndex = at;
    const raw = binary.exec(rtf);
    if (raw !== null) {
      at = binary.lastIndex + Number(raw[1]);
      continue;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(rtf);
    if (match === null) break;
    at = TOKEN.lastIndex;
    const [, word, parameter, hex, symbol, brace, run] = match;
    if (brace === "{") stack.push({ ...group });
    else if (brace === "}") group = stack.pop() ?? group;
    else if (hex !== undefined) {
      if (skip > 0) skip -= 1;
      else write(decodeWindows1252(String.fromCharCode(Number.parseInt(hex, 16))));
    } else if (symbol !== undefined) {
      if (symbol === "*") group.silent = true;
      else if (symbol === "~") write("\u00a0");
      else if (symbol === "\n" || symbol === "\r") write("\n");
      else if (symbol === "_") write("-");
      else if ("\\{}".includes(symbol)) write(symbol);
    } else if (run !== undefined) {
      const shown = run.slice(Math.min(skip, run.length));
      skip -= run.length - shown.length;
      write(decodeWindows1252(shown));
    } else if (word === "u" && parameter !== undefined) {
      write(String.fromCharCode((Number(parameter) + 0x10000) & 0xffff));
      skip = group.fallback;
    } else if (word === "uc") group.fallback = Math.min(10, Math.max(0, Number(parameter ?? 1)));
    else if (word !== undefined && SILENT.has(word)) group.silent = true;
    else if (word !== undefined) write(SYMBOLS[word] ?? "");
  }
  return text.replace(/\n{3,}/g, "\n\n").trim();
}
