import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Metrics } from "../../../src/documents/pdf/fonts.js";
import { expandTabs, wrap } from "../../../src/documents/pdf/wrap.js";

const metrics: Metrics = { width: (text) => [...text].length, drawable: (text) => text };

describe("lines of a paragraph", () => {
  it.each([
    ["un deux trois", 8, ["un deux", "trois"]],
    ["anticonstitutionnellement", 10, ["anticonsti", "tutionnell", "ement"]],
    ["   retrait gardé", 10, ["   retrait", "gardé"]],
    ["", 5, [""]],
  ])("%j in %i", (text, width, lines) => {
    expect(wrap(text, width, metrics)).toEqual(lines);
  });

  it("are never wider than the page and lose nothing but the spaces at a cut", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "é", "≥", "-"), minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.constant(""))), fc.integer({ min: 1, max: 12 }), (words, width) => {
        const text = words.join(" ");
        const lines = wrap(text, width, metrics);
        for (const line of lines) expect([...line.trimEnd()].length).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });

  it("keep the columns of tabulations", () => {
    expect(expandTabs("a\tb\t\tc")).toBe(`a       b               c`);
  });
});
