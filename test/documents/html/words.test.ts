import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  counted,
  dayInWords,
  instantInWords,
  monthInWords,
  numberInWords,
  shareInWords,
} from "../../../src/documents/html/words.js";

describe("numbers of a page", () => {
  it("are written as Intl writes them in French", () => {
    const french = new Intl.NumberFormat("fr-FR");
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (value) => {
        expect(numberInWords(value)).toBe(french.format(value));
      }),
    );
  });

  it("agree with their word: 0 and 1 are singular in French", () => {
    expect([0, 1, 2, 1200].map((value) => counted(value, "envoi"))).toEqual([
      "0\u00a0envoi",
      "1\u00a0envoi",
      "2\u00a0envois",
      "1\u202f200\u00a0envois",
    ]);
  });
});

describe("a share", () => {
  it("never says all or none of what is neither", () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.integer({ min: 1, max: 10 ** 9 }), (some, more) => {
        const whole = some + more;
        expect(shareInWords(some, whole) === "100\u202f%").toBe(false);
        expect(shareInWords(some, whole) === "0\u202f%").toBe(some === 0);
        expect(shareInWords(whole, whole)).toBe("100\u202f%");
      }),
    );
  });

  it("is within a tenth of a point of the truth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 6 }), fc.integer({ min: 1, max: 10 ** 6 }), (some, more) => {
        const shown = shareInWords(some, some + more);
        const isTiny = shown.startsWith("<");
        const value = isTiny ? 0 : Number(shown.slice(0, -2).replace(",", "."));
        expect(Math.abs(value - (100 * some) / (some + more))).toBeLessThanOrEqual(0.1);
      }),
    );
  });

  it("of nothing is not a number", () => {
    expect(shareInWords(0, 0)).toBe("—");
  });
});

describe("dates of a page", () => {
  it("are of the clock of the practice", () => {
    expect(instantInWords("2026-11-30T23:30:00.000Z", () => 60)).toBe("01/12/2026 à 00:30");
    expect([dayInWords("2026-11-26"), monthInWords("2026-08"), monthInWords("2026-02", "short")]).toEqual([
      "26/11/2026",
      "août 2026",
      "févr. 2026",
    ]);
  });
});
