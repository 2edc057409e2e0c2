const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  "0": ["███", "█ █", "█ █", "█ █", "███"],
  "1": [" █ ", "██ ", " █ ", " █ ", "███"],
  "2": ["███", "  █", "███", "█  ", "███"],
  "3": ["███", "  █", "███", "  █", "███"],
  "4": ["█ █", "█ █", "███", "  █", "  █"],
  "5": ["███", "█  ", "███", "  █", "███"],
  "6": ["███", "█  ", "███", "█ █", "███"],
  "7": ["███", "  █", "  █", "  █", "  █"],
  "8": ["███", "█ █", "███", "█ █", "███"],
  "9": ["███", "█ █", "███", "  █", "███"],
};

/** A few digits as tall as five lines, each cell twice as wide: read across a desk, and compared with a telephone. */
export function bigDigits(digits: string): string {
  const glyphs = [...digits].map((digit) => GLYPHS[digit] ?? GLYPHS["0"] ?? []);
  return [0, 1, 2, 3, 4]
    .map((row) => glyphs.map((glyph) => (glyph[row] ?? "").replace(/./g, "$&$&")).join("   "))
    .map((line) => `    ${line.trimEnd()}`)
    .join("\n");
}
