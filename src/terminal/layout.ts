/** How a table is drawn on a terminal of a given width. */
export interface Layout {
  /** A box, or columns apart when the room that borders take is needed. */
  readonly framed: boolean;
  /** Columns shown, by their place: those that hold nothing give way first. */
  readonly shown: readonly number[];
  /** Content width of each shown column. */
  readonly widths: readonly number[];
}

/** Longer words (addresses, paths) are broken before a box is given up. */
const LONG_WORD = 16;
/** Below that, a column of broken words is no longer read. */
const MIN_WIDTH = 6;

/**
 * The first of these that fits: every column at its natural width in a box; the same without empty columns; cells wrapped between
 * words; no box; words broken, the longest first, the first column (it names the row) never. Nothing is ever cut.
 * @param texts each column's cells, its title first
 */
export function fitTable(texts: readonly (readonly string[])[], width: number | null): Layout {
  const all = texts.map((_, index) => index);
  const natural = (shown: readonly number[]) => shown.map((index) => widest(texts[index] ?? []));
  const every: Layout = { framed: true, shown: all, widths: natural(all) };
  if (width === null || total(every) <= width) return every;

  const filled = all.filter((index) => index === 0 || texts[index]?.slice(1).some((cell) => cell !== "") === true);
  const widths = natural(filled);
  const words = filled.map((index) => widest((texts[index] ?? []).flatMap((cell) => cell.split(/\s+/))));
  const atLeast = (longest: number) => words.map((each, index) => (index === 0 ? each : Math.min(each, longest)));
  for (const framed of [true, false]) {
    const fitted = shrink({ framed, shown: filled, widths }, atLeast(LONG_WORD), width);
    if (total(fitted) <= width) return fitted;
  }
  return shrink({ framed: false, shown: filled, widths: words }, atLeast(MIN_WIDTH), width);
}

/** Columns taken by the whole table, borders and spaces between columns included. */
function total({ framed, widths }: Layout): number {
  const around = framed ? 3 * widths.length + 1 : 2 * (widths.length - 1);
  return widths.reduce((sum, each) => sum + each, around);
}

/** Takes what is too much from the widest columns, none below its least width; what cannot be taken overflows. */
function shrink(layout: Layout, least: readonly number[], width: number): Layout {
  const widths = [...layout.widths];
  for (let excess = total(layout) - width; excess > 0; excess -= 1) {
    let chosen = -1;
    for (const [index, each] of widths.entries()) {
      if (each > (least[index] ?? each) && (chosen < 0 || each > (widths[chosen] ?? 0))) chosen = index;
    }
    if (chosen < 0) break;
    widths[chosen] = (widths[chosen] ?? 0) - 1;
  }
  return { ...layout, widths };
}

function widest(texts: readonly string[]): number {
  let width = 0;
  for (const text of texts) width = Math.max(width, visibleWidth(text));
  return width;
}

const ANSI = /\u001b\[[0-9;]*m/g;

/** One column for each unit: Latin letters without a mark apart. Nearly every cell, and no loop over its characters. */
const SIMPLE = /^[\u0020-\u007e\u00a0-\u02ff]*$/;

/** Columns taken on screen: no ANSI sequence, combining marks count for nothing. */
export function visibleWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let most = 0;
  for (const line of text.replace(ANSI, "").normalize("NFC").split("\n")) {
    let width = 0;
    for (const character of line) if (!/\p{M}/u.test(character)) width += 1;
    most = Math.max(most, width);
  }
  return most;
}

const COLOURED = /^((?:\u001b\[[0-9;]*m)*)([^\u001b]*)((?:\u001b\[[0-9;]*m)*)$/;

/**
 * Lines of a cell, of at most `width`, broken between words; only a word that is longer is broken itself. Colours go with each
 * line. A cell coloured in several places is left whole.
 */
export function cellLines(cell: string, width: number): readonly string[] {
  if (visibleWidth(cell) <= width) return cell.split("\n");
  const [, before = "", text, after = ""] = COLOURED.exec(cell) ?? [];
  if (text === undefined) return cell.split("\n");
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, width))
    .map((line) => before + line + after);
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && visibleWidth(`${line} ${rest}`) > width) {
      lines.push(line);
      line = "";
    }
    while (visibleWidth(rest) > width) {
      const characters = [...rest];
      lines.push(characters.slice(0, width).join(""));
      rest = characters.slice(width).join("");
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}
