import fc from "fast-check";
import { expect, test } from "vitest";
import { foldLabel } from "../../../src/domain/medical/fold.js";
import { MEDICAL_SYSTEMS, type NewMedicalItem } from "../../../src/domain/medical/medical.js";
import { duplicateOf, isSameThing } from "../../../src/domain/medical/same.js";
import { family, problem, treatment } from "../../store/medical/support.js";

const surgery = (label: string, since: string | null, code: string | null = null): NewMedicalItem => ({
  ...problem(label, null, { since }),
  kind: "surgery",
  code: code === null ? null : { code, system: MEDICAL_SYSTEMS.ccam, label },
});

test("one thing has one code, whatever the words; without a code on both, the words tell", () => {
  expect(isSameThing(problem("Diabète de type 2", "E11.9"), problem("DNID", "E11.9"))).toBe(true);
  expect(isSameThing(problem("Diabète", "E11.9"), problem("Diabète", "E10.9"))).toBe(false);
  expect(isSameThing(problem("Diabète  de type 2", "E11.9"), problem("diabete de type-2", null))).toBe(true);
  expect(isSameThing(problem("Asthme", null), treatment("Asthme"))).toBe(false);
  expect(isSameThing(family("Infarctus", { relative: "father" }), family("Infarctus", { relative: "mother" }))).toBe(false);
});

test("two operations of one kind are two unless their dates may be one", () => {
  expect(isSameThing(surgery("Cataracte", "2019-04", "BFGA004"), surgery("Cataracte", "2019-05", "BFGA004"))).toBe(false);
  expect(isSameThing(surgery("Cataracte", "2019", "BFGA004"), surgery("Cataracte", "2019-05", "BFGA004"))).toBe(true);
  expect(isSameThing(surgery("Cataracte", null), surgery("cataracte", "2019-05"))).toBe(true);
});

test("what is over and what lasts are not duplicates; two ends are two episodes", () => {
  const open = problem("Dépression", "F32.9");
  const past = problem("Dépression", "F32.9", { closed: true, until: "2010" });
  expect(duplicateOf(open, [past])).toBeNull();
  expect(duplicateOf(past, [open])).toBeNull();
  expect(duplicateOf(past, [{ ...past, until: "2015" }])).toBeNull();
  expect(duplicateOf(past, [open, { ...past }])).toEqual(past);
});

test("folding forgets accents, case and punctuation, and is stable", () => {
  expect(foldLabel("  Œdème aigu, du POUMON ")).toBe("oedeme aigu du poumon");
  const sign = fc.constantFrom(..."+-−<.,/ 12aÉ%½_)(".split(""));
  const texts = fc.array(fc.oneof(sign, fc.string({ unit: "grapheme", maxLength: 2 }))).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const folded = foldLabel(text);
      expect(foldLabel(folded)).toBe(folded);
      expect(foldLabel(` ${text.normalize("NFD")}.`)).toBe(folded);
    }),
    { numRuns: 5000 },
  );
});
