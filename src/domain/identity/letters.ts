/** Letters that Unicode does not decompose into a Latin letter and a mark, with their official equivalents (ICAO 9303, insi.md §3.3). */
const EQUIVALENTS: Readonly<Record<string, string>> = {
  Œ: "OE",
  Æ: "AE",
  ẞ: "SS",
  ß: "SS",
  Ø: "O",
  Ł: "L",
  Đ: "D",
  Ð: "D",
  Þ: "TH",
  Ħ: "H",
  ı: "I",
  ĸ: "K",
  Ŋ: "N",
  Ŧ: "T",
  Ĳ: "IJ",
  Ə: "E",
};
const LATIN = /^[A-Z]+$/;
const MARK = /^\p{M}$/u;
const MARKS = /\p{M}/gu;
const APOSTROPHES = new Set("'’‘‛ʼʹ′´`＇");
const HYPHENS = new Set("-‐‑‒–—―−﹣－");
const SPACES = /^[ \u00A0\u2000-\u200A\u202F\u205F\u3000]$/;

const cache = new Map<string, string | null>();

/**
 * The plain capitals of one character (`é` → `E`, `œ` → `OE`, `ł` → `L`), or null when it has no defined equivalent.
 * @param character one Unicode character, any case
 */
export function plainLetters(character: string): string | null {
  const known = cache.get(character);
  if (known !== undefined) return known;
  const plain = decompose(character);
  // Few distinct letters exist in real files; a hostile file must not fill the memory.
  if (cache.size < 2_000) cache.set(character, plain);
  return plain;
}

function decompose(character: string): string | null {
  const base = character.normalize("NFD").replace(MARKS, "");
  const direct = EQUIVALENTS[base] ?? EQUIVALENTS[base.toUpperCase()];
  if (direct !== undefined) return direct;
  const upper = base.toUpperCase();
  return LATIN.test(upper) ? upper : null;
}

/** A combining mark (the accent of a decomposed `é`). */
export function isMark(character: string): boolean {
  return MARK.test(character);
}

/** The ASCII separator that a typographic one stands for: space, apostrophe, hyphen; null for anything else. */
export function plainSeparator(character: string): " " | "'" | "-" | null {
  if (APOSTROPHES.has(character)) return "'";
  if (HYPHENS.has(character)) return "-";
  return SPACES.test(character) ? " " : null;
}
