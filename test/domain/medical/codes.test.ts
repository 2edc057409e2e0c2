import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  eanKey,
  parseCcam,
  parseCim10,
  parseCip13,
  parseCis,
  parseCodeOf,
  SYSTEM_OF,
} from "../../../src/domain/medical/codes.js";
import { MEDICAL_KINDS } from "../../../src/domain/medical/medical.js";

const value = (read: { ok: boolean; value?: string }) => (read.ok ? read.value : null);

test.each([
  ["E11.9", "E11.9"],
  ["e119", "E11.9"],
  [" I10 ", "I10"],
  ["S72.00", "S72.00"],
  ["M80.0+0", "M80.0+0"],
  ["b24+1", "B24.+1"],
  ["M62.890", "M62.890"],
  ["J45.9X9Z", null],
  ["J45.XYZ", null],
  ["E11.1234", null],
  ["E11.+", null],
  ["E1", null],
  ["11.9", null],
  ["E11.", null],
  ["E11.123456", null],
  ["E11.9 I10", null],
])("CIM-10: %s", (text, code) => {
  expect(value(parseCim10(text))).toBe(code);
});

test.each([
  ["hhfa011", "HHFA011"],
  ["HHFA01", null],
  ["HHFA0111", null],
  ["HH1A011", null],
])("CCAM: %s", (text, code) => {
  expect(value(parseCcam(text))).toBe(code);
});

test.each([
  ["60904643", "60904643"],
  ["6090 4643", "60904643"],
  ["6090464", null],
  ["609046433", null],
])("CIS: %s", (text, code) => {
  expect(value(parseCis(text))).toBe(code);
});

describe("a CIP13", () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 }).map((list) => list.join(""));

  // As boxes carry them: 34009, six digits, one, the key.
  test.each(["3400935955838", "3400933422332"])("of a real box is right: %s", (code) => {
    expect(value(parseCip13(code))).toBe(code);
  });

  test("is refused for any single wrong digit, and for most of two that were exchanged", () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }), (start, place, shift) => {
        const right = `${start}${eanKey(start)}`;
        expect(value(parseCip13(right))).toBe(right);
        const wrong = [...right];
        wrong[place] = String((Number(wrong[place]) + shift) % 10);
        expect(parseCip13(wrong.join(""))).toMatchObject({ ok: false, code: "medical.cip13_key" });
      }),
    );
  });

  test.each(["", "340093595583", "34009359558388", "340093595583a"])("has thirteen digits: %s", (text) => {
    expect(parseCip13(text)).toMatchObject({ ok: false, code: "medical.cip13" });
  });
});

test("a kind that is told in words has no code", () => {
  for (const kind of MEDICAL_KINDS) {
    const read = parseCodeOf(kind, "E11.9");
    if (SYSTEM_OF[kind] === null) expect(read).toMatchObject({ ok: false, code: "medical.no_code" });
    else expect(read.ok).toBe(kind === "problem" || kind === "family");
  }
});
