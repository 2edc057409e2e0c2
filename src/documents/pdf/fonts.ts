import { createRequire } from "node:module";

const resolve = createRequire(import.meta.url).resolve;

/** DejaVu, embedded: a PDF/A holds its fonts, and the standard ones have neither « ≥ » nor « œ ». */
export const FONTS = {
  regular: () => resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  bold: () => resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  mono: () => resolve("dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf"),
} as const;
export type FontName = keyof typeof FONTS;

/** What the layout needs of a font, in thousandths of its size. */
export interface Metrics {
  /** Width of a text, as the sum of its characters, so that lines can be cut anywhere; drawn with kerning, it is hardly narrower. */
  width(text: string): number;
  /** The text with `\uFFFD` for what the font cannot draw, which `missing` counts by code point. */
  drawable(text: string, missing: Map<number, number>): string;
}

/** The part of fontkit that is used; pdfkit types do not tell it. */
export interface FontkitFont {
  readonly unitsPerEm: number;
  _tables?: Tables;
  hasGlyphForCodePoint(point: number): boolean;
  glyphForCodePoint(point: number): { readonly advanceWidth: number };
}

/** What fontkit has decoded of a file, by tag. Its subsets change copies; what depends on a document (glyphs, layout) is elsewhere. */
type Tables = Readonly<Record<string, unknown>>;
const decoded = new Map<FontName, Tables>();

/**
 * A font that was opened for a document takes up what was decoded for another: kerning and names of glyphs are the half of the
 * time of a page, and they are in the file, which does not change. No table is shared but where fontkit keeps them so.
 */
export function shareTables(name: FontName, font: { _tables?: Tables }): void {
  if (font._tables === undefined) return;
  const known = decoded.get(name);
  if (known === undefined) decoded.set(name, font._tables);
  else font._tables = known;
}

/** Metrics of a font, each character measured once. */
export function metricsOf(font: FontkitFont): Metrics {
  const widths = new Map<number, number>();
  const isKnown = new Map<number, boolean>();
  const widthOf = (point: number): number => {
    let width = widths.get(point);
    if (width === undefined) {
      width = (font.glyphForCodePoint(point).advanceWidth * 1000) / font.unitsPerEm;
      widths.set(point, width);
    }
    return width;
  };
  return {
    width(text) {
      let sum = 0;
      for (const character of text) sum += widthOf(character.codePointAt(0) ?? 0);
      return sum;
    },
    drawable(text, missing) {
      let out = "";
      for (const character of text) {
        const point = character.codePointAt(0) ?? 0;
        let known = isKnown.get(point);
        if (known === undefined) {
          known = point >= 0x20 && !(point >= 0x7f && point < 0xa0) && !isSurrogate(point) && font.hasGlyphForCodePoint(point);
          isKnown.set(point, known);
        }
        if (known) out += character;
        else {
          missing.set(point, (missing.get(point) ?? 0) + 1);
          out += "\uFFFD";
        }
      }
      return out;
    },
  };
}

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff;
}
