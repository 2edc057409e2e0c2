import { html, type Markup } from "./markup.js";
import { attributes } from "./table.js";
import { numberInWords } from "./words.js";

/** Part of a bar: `a` to `e` are the colours of the stylesheet, told apart without colour by their texture and by their order. */
export interface ChartPart {
  readonly tone: Tone;
  readonly label: string;
  readonly value: number;
}
export type Tone = "a" | "b" | "c" | "d" | "e";

export interface ChartRow {
  readonly label: string;
  /** The whole sentence, for who points at the bar: `novembre 2026 : 12 documents, dont…`. */
  readonly sentence: string;
  readonly parts: readonly ChartPart[];
  /** At the end of the bar; the sum of the parts unless said. */
  readonly value?: number;
  /** Apart, in a column of its own; nothing is drawn for 0. */
  readonly apart?: number;
  readonly data?: Readonly<Record<string, string | number>>;
}

export interface ChartInput {
  /** Makes the identifiers of the page: letters, digits, dashes. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in a sentence, for who does not see it. */
  readonly description: string;
  readonly rows: readonly ChartRow[];
  /** Heading of the column `apart`. */
  readonly apart?: string;
}

const WIDTH = 340;
const ROW = 24;
const BAR = 15;
/** Widest a digit of 12 px is, in every system font we met. */
const CHARACTER = 7.1;

/**
 * Bars from left to right, one row each, with their values: it reads on a telephone as on paper, and a number of any size has its place.
 * Drawn with attributes only: the policy of a page refuses `style="…"`.
 */
export function barChart({ id, title, description, rows, apart }: ChartInput): Markup {
  const top = apart === undefined ? 4 : 22;
  const height = top + rows.length * ROW + 4;
  const left = Math.ceil(longest(rows.map(({ label }) => label)) * 6.4) + 10;
  const values = Math.ceil(longest(rows.map((row) => numberInWords(totalOf(row)))) * CHARACTER) + 8;
  const right =
    apart === undefined ? 0 : Math.max(46, longest(rows.map((row) => numberInWords(row.apart ?? 0))) * CHARACTER + 24);
  const room = WIDTH - left - values - right;
  const most = Math.max(1, ...rows.map(totalOf));
  const scale = (value: number): number => (value * room) / most;
  return html`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${textures(id)}${apart === undefined ? null : html`<text class="axis" x="${WIDTH}" y="13" text-anchor="end">${apart}</text>`}
<line class="base" x1="${left}" x2="${left}" y1="${top}" y2="${height - 4}"/>
${rows.map((row, index) => bar(row, { id, left, y: top + index * ROW, scale }))}</svg>`;
}

interface Place {
  readonly id: string;
  readonly left: number;
  readonly y: number;
  readonly scale: (value: number) => number;
}

function bar(row: ChartRow, { id, left, y, scale }: Place): Markup {
  const total = totalOf(row);
  const middle = y + ROW / 2 + 4;
  return html`<g class="row"${attributes(row.data ?? {})}><title>${row.sentence}</title>
<text class="label" x="${left - 8}" y="${middle}" text-anchor="end">${row.label}</text>
${segments(row.parts, { id, x: left, y: y + (ROW - BAR) / 2, height: BAR, scale })}
<text class="${total === 0 ? "value none" : "value"}" x="${round(left + scale(total) + 6)}" y="${middle}">${numberInWords(total)}</text>
${row.apart ? html`<text class="apart" x="${WIDTH}" y="${middle}" text-anchor="end">✕ ${numberInWords(row.apart)}</text>` : null}
</g>
`;
}

/** How a whole is shared out, as one bar; its parts are told in a list beside it, hence nothing to hear here. The whole: their sum unless said. */
export function shareBar(id: string, parts: readonly ChartPart[], whole?: number): Markup {
  const total = whole ?? parts.reduce((sum, { value }) => sum + value, 0);
  const scale = (value: number): number => (total === 0 ? 0 : (value * WIDTH) / total);
  return html`<svg class="share" aria-hidden="true" viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none" width="${WIDTH}" height="14">
${textures(id)}<rect class="track" x="0" y="0" width="${WIDTH}" height="14"/>${segments(parts, { id, x: 0, y: 0, height: 14, scale })}</svg>`;
}

/** The square of a legend; `id` as those of a chart. */
export function swatch(id: string, tone: Tone): Markup {
  const square = segments([{ tone, label: "", value: 1 }], { id, x: 0, y: 0, height: 12, scale: () => 12 });
  return html`<svg class="swatch" aria-hidden="true" viewBox="0 0 12 12" width="12" height="12">${textures(id, tone)}${square}</svg>`;
}

interface Segments {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly scale: (value: number) => number;
}

/** What is not nothing is seen: a part is 1.5 wide at least. */
function segments(parts: readonly ChartPart[], { id, x, y, height, scale }: Segments): Markup {
  let from = x;
  return html`${parts
    .filter(({ value }) => value > 0)
    .map(({ tone, value }) => {
      const width = Math.max(1.5, scale(value));
      const place = html` x="${round(from)}" y="${round(y)}" width="${round(width)}" height="${height}"`;
      from += width;
      const texture = TEXTURED.includes(tone) ? html`<rect fill="url(#${id}-${tone})"${place}/>` : null;
      return html`<rect class="tone-${tone}"${place}/>${texture}`;
    })}`;
}

const TEXTURED: readonly Tone[] = ["b", "c", "e"];
const ANGLES: Readonly<Record<string, number>> = { b: 45, c: -45, e: 90 };

/** Hatching, so that parts differ in black and white too. Each drawing has its own: a hidden one would take them away from the others. */
function textures(id: string, only?: Tone): Markup {
  const tones = TEXTURED.filter((tone) => only === undefined || tone === only);
  return html`<defs>${tones.map(
    (tone) =>
      html`<pattern id="${id}-${tone}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(${ANGLES[tone] ?? 0})"><line class="texture" x1="0" x2="0" y1="0" y2="5"/></pattern>`,
  )}</defs>`;
}

const totalOf = ({ value, parts }: ChartRow): number => value ?? parts.reduce((sum, part) => sum + part.value, 0);
const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
/** Two decimals: the bytes of a page do not depend on the last bits of a division. */
const round = (value: number): number => Math.round(value * 100) / 100;
