import { decodeWindows1252 } from "../tabular/windows-1252.js";
import { pdfError } from "./errors.js";
import type { PdfWarning } from "./warnings.js";

/** Text of an RTF document: paragraphs end with `\n`, pages with `\f`; cells of a table are set apart by ` | `. */
export interface RtfText {
  readonly text: string;
  readonly warnings: readonly PdfWarning[];
}

interface Group {
  /** Nothing of this group is text. */
  readonly skip: boolean;
  /** Characters that stand for each `\u` in readers that know no Unicode. */
  fallback: number;
  hidden: boolean;
}

/** Destinations that hold no text of the document. */
const SKIPPED = new Set(
  (
    "fonttbl colortbl stylesheet info pict object objdata header headerl headerr headerf footer footerl footerr footerf filetbl " +
    "listtable listoverridetable revtbl rsidtbl themedata colorschememapping datastore latentstyles generator xmlnstbl fldinst " +
    "bkmkstart bkmkend annotation atnid atnauthor nonshppict pntext pntxta pntxtb template operator"
  ).split(" "),
);
const PICTURES = new Set(["pict", "object"]);
const MARGINS = new Set(["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"]);
/** `\*` groups that a reader of text follows all the same. */
const FOLLOWED = new Set(["shppict", "shpinst", "shptxt", "ud", "upr"]);

const WORDS: Readonly<Record<string, string>> = {
  par: "\n",
  line: "\n",
  sect: "\n",
  row: "\n",
  nestrow: "\n",
  page: "\f",
  column: "\n",
  tab: "\t",
  cell: " | ",
  nestcell: " | ",
  emdash: "—",
  endash: "–",
  bullet: "•",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  emspace: " ",
  enspace: " ",
};

const TOKEN = /\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\/gy;

/**
 * The text of an RTF document (RTF 1.9.1), tolerant: unknown words are passed over, groups may be left open. Nothing in it is executed.
 * Pictures are not text, nor headers and footers unless `margins` asks for them: a warning says that they were there.
 * @throws SegurError `pdf.rtf_unreadable` when it is no RTF
 */
export function rtfText(bytes: Buffer, { margins = false } = {}): RtfText {
  const source = bytes.toString("latin1");
  if (!/^\s*\{\\rtf/.test(source)) throw pdfError("rtf_unreadable");
  const stack: Group[] = [];
  let group: Group = { skip: false, fallback: 1, hidden: false };
  let text = "";
  let codepage = 1252;
  let octets: number[] = [];
  /** Characters still to be passed over after a `\u`. */
  let passed = 0;
  let isStar = false;
  const lost = { pictures: 0, margins: 0 };

  const flush = (): void => {
    if (octets.length === 0) return;
    text += decodeOctets(Buffer.from(octets), codepage);
    octets = [];
  };
  const put = (added: string): void => {
    if (group.skip || group.hidden) return;
    flush();
    text += added;
  };

  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(source); found !== null; found = TOKEN.exec(source)) {
    const [, word, number, octet, symbol, brace, plain] = found;
    if (brace === "{") {
      stack.push(group);
      group = { ...group };
      passed = 0;
    } else if (brace === "}") {
      flush();
      group = stack.pop() ?? group;
      passed = 0;
      // What follows the last brace is no RTF: some software leaves a NUL, or garbage.
      if (stack.length === 0) break;
    } else if (octet !== undefined) {
      if (passed > 0) passed -= 1;
      else if (!group.skip && !group.hidden) octets.push(Number.parseInt(octet, 16));
    } else if (symbol !== undefined) {
      if (symbol === "*") isStar = true;
      else if (passed > 0) passed -= 1;
      else if (symbol === "~") put("\u00a0");
      else if (symbol === "_") put("\u2011");
      else if (symbol === "\n" || symbol === "\r") put("\n");
      else if ("\\{}".includes(symbol)) put(symbol);
    } else if (plain !== undefined) {
      const kept = plain.slice(Math.min(passed, plain.length));
      passed -= plain.length - kept.length;
      if (!group.skip && !group.hidden) {
        flush();
        text += decodeOctets(Buffer.from(kept, "latin1"), codepage);
      }
    } else if (word !== undefined) {
      const value = number === undefined ? null : Number(number);
      if (margins && MARGINS.has(word)) {
        put("\n");
      } else if (SKIPPED.has(word) || (isStar && !FOLLOWED.has(word))) {
        if (!group.skip && PICTURES.has(word)) lost.pictures += 1;
        if (!group.skip && MARGINS.has(word)) lost.margins += 1;
        group = { ...group, skip: true };
      } else if (word === "u" && value !== null) {
        put(String.fromCharCode(value & 0xffff));
        passed = group.fallback;
      } else if (word === "uc") group.fallback = value ?? 1;
      else if (word === "v" || word === "deleted") group.hidden = value !== 0;
      else if (word === "plain") group.hidden = false;
      else if (word === "ansicpg" && value !== null) codepage = value;
      else if (word === "mac") codepage = 10000;
      else if (word === "bin" && value !== null) TOKEN.lastIndex += Math.max(0, value);
      else {
        const stands = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
        if (stands !== undefined) {
          if (passed > 0) passed -= 1;
          else put(stands);
        }
      }
    }
    if (symbol !== "*") isStar = false;
  }
  flush();
  return { text: text.replace(/ \| (?=\n|$)/g, ""), warnings: warningsOf(lost) };
}

function warningsOf(lost: { readonly pictures: number; readonly margins: number }): readonly PdfWarning[] {
  const warnings: PdfWarning[] = [];
  if (lost.pictures > 0) {
    warnings.push({
      code: "pictures",
      message: "Les images du fichier RTF ne sont pas reprises : relisez le PDF avant l'envoi.",
    });
  }
  if (lost.margins > 0) {
    warnings.push({ code: "margins", message: "L'en-tête et le pied de page du fichier RTF ne sont pas repris." });
  }
  return warnings;
}

/** Bytes in the code page of the document; Windows-1252 for one that Node does not know. */
function decodeOctets(octets: Buffer, codepage: number): string {
  if (codepage !== 1252) {
    try {
      return new TextDecoder(codepage === 10000 ? "macintosh" : codepage === 65001 ? "utf-8" : `windows-${codepage}`).decode(
        octets,
      );
    } catch {
      // An unknown code page is read as the usual one, whose accents are those of French.
    }
  }
  return decodeWindows1252(octets.toString("latin1"));
}
