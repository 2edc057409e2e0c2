import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantityWords, scheduleWords } from "../../../src/documents/vsm/words.js";
import { isUnit, parseAmount, parseNumber } from "../../../src/domain/medical/amount.js";

describe("an amount", () => {
  test.each([
    ["1", 1, 1, null],
    ["0,5", 0.5, 0.5, null],
    ["0.125 mg", 0.125, 0.125, "mg"],
    ["1/2", 0.5, 0.5, null],
    ["½ cp", 0.5, 0.5, "cp"],
    ["3/4cp", 0.75, 0.75, "cp"],
    ["1½", 1.5, 1.5, null],
    ["1 1/2 cp", 1.5, 1.5, "cp"],
    ["1/2-1", 0.5, 1, null],
    ["1-2", 1, 2, null],
    ["1 à 2 comprimé(s)", 1, 2, "comprimé(s)"],
    ["1 000 UI", 1000, 1000, "UI"],
    ["1 000", 1000, 1000, null],
    ["500 mg", 500, 500, "mg"],
    ["60 mg/m2", 60, 60, "mg/m2"],
    ["3 {verre}/d", 3, 3, "{verre}/d"],
  ] as const)("%s is understood", (text, low, high, unit) => {
    expect(parseAmount(text)).toEqual({ low, high, unit });
  });

  test.each(
    "1-1-1|1-0-1|1-1|2-1|0-1-0|1-2/j|1/3|2/4|1/2/3|1//2|11/2|1 500 mg|1 000 000|10 20|1.500|1,500|2.000 UI|05 mg|1 /2|1 /j|20/j|1x2|2x500mg|2×500|1e3|1mg-2mg|1cp/8h|1cp,2cp|1 à|1 ou|1-|-1|+1|1+1|1,|,5|1 ?|1 mg mg|1cp2|٣|1 1".split(
      "|",
    ),
  )("%s is refused", (text) => {
    expect(parseAmount(text)).toBeNull();
  });

  test.each(["/2", "-1-1", "000", "½", "1/2", "2cp", "", "x2", "e3", "mg-2", ".2", "a b", "mg\u202e"])(
    "« %s » is no unit",
    (unit) => {
      expect(isUnit(unit)).toBe(false);
    },
  );

  test("is one number where one is needed", () => {
    expect([parseNumber("12"), parseNumber("1/2"), parseNumber("1-2"), parseNumber("3 h")]).toEqual([12, 0.5, null, null]);
  });
});

/** What a person reads: fractions as decimals, no space of thousands, one way to write a range. */
function canonical(text: string): string {
  return text
    .trim()
    .replaceAll(/(\d) 0(\d\d)(?!\d)/g, "$10$2")
    .replaceAll(/(?:(\d+)\s*)?(1\/2|1\/4|3\/4|[½¼¾])/g, (_, whole: string | undefined, fraction: string) => {
      const value = { "1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "½": 0.5, "¼": 0.25, "¾": 0.75 }[fraction] ?? 0;
      return String(Number(whole ?? 0) + value);
    })
    .replaceAll(/(\d)\.(\d)/g, "$1,$2")
    .replaceAll(/,(\d*?)0+(?!\d)/g, (_, kept: string) => (kept === "" ? "" : `,${kept}`))
    .replace(/^([\d,]+)\s*[-–à]\s*(?=\d)/, "$1 à ")
    .replaceAll(".", ",")
    .replaceAll(/\s+/g, "");
}

test("what is accepted is printed back as it was typed, whatever is typed", () => {
  const piece = fc.constantFrom(
    ..."0|1|2|3|5|00|000|500|1/2|3/4|½|¼|1/3|/|-|–|à| |  |,|.|x|e|mg|cp|j|h|UI|m2|/j|{a}|[IU]".split("|"),
  );
  const typed = fc.oneof(
    fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join("")),
    fc.tuple(fc.double({ min: 0.000001, max: 99999, noNaN: true }), fc.constantFrom("", " mg", "cp")).map(([n, u]) => `${n}${u}`),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const amount = parseAmount(text);
      if (amount === null) return;
      const { low, high, unit } = amount;
      const printed =
        low === high
          ? quantityWords({ value: low, unit: null })
          : scheduleWords({ dose: { ...amount, unit: null }, everyHours: 8 }).replace(/ toutes.*/, "");
      expect(`${printed}${unit ?? ""}`.replaceAll(".", ",").replaceAll(/\s+/g, "")).toBe(canonical(text));
    }),
    { numRuns: 20_000 },
  );
});
