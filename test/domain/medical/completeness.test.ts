import fc from "fast-check";
import { expect, test } from "vitest";
import { completeness, WEIGHTS } from "../../../src/domain/medical/completeness.js";
import { MEDICAL_KINDS, type MedicalItem, type NewMedicalItem } from "../../../src/domain/medical/medical.js";
import { family, problem, treatment } from "../../store/medical/support.js";

const stored = (items: readonly NewMedicalItem[]): readonly MedicalItem[] =>
  items.map((item, index) => ({
    ...item,
    ...{ id: `S${index + 1}`, patientId: "P1", source: { from: "entered", document: null }, rowVersion: 1 },
    ...{ createdAt: "", createdBy: "U1", updatedAt: "" },
  }));
const named = { medecinTraitant: "Dr Moreau" };
const NONE = Object.fromEntries(MEDICAL_KINDS.map((kind) => [kind, true]));

test("weights are a hundred points, one for each criterion", () => {
  expect(WEIGHTS.reduce((sum, { points }) => sum + points, 0)).toBe(100);
  expect(new Set(WEIGHTS.map(({ criterion }) => criterion)).size).toBe(WEIGHTS.length);
});

test("an empty record is worth nothing, and says what it lacks, the heaviest first", () => {
  const { score, missing } = completeness({ items: [], noneKnown: {} }, { medecinTraitant: null });
  expect(score).toBe(0);
  expect(missing.map(({ criterion }) => criterion)).toEqual([
    ...["problem", "allergy", "treatment", "surgery", "tobacco", "family", "medecin_traitant", "occupation", "attention"],
  ]);
});

test("« rien de connu » everywhere, and a médecin traitant, are a complete record", () => {
  expect(completeness({ items: [], noneKnown: NONE }, named)).toEqual({ score: 100, missing: [] });
});

test("what is there without its code, its date or its dosage counts in part", () => {
  const { habit: _, ...others } = NONE;
  const items = stored([
    problem("Diabète", "E11.9", { since: "2019" }),
    problem("Fatigue", null),
    treatment("Metformine"),
    treatment("Ramipril", { dosage: "1 le matin" }),
    { ...problem("Alcool", null), kind: "habit", habit: "alcohol", quantity: null },
  ]);
  const { score, missing } = completeness({ items, noneKnown: others }, named);
  expect(missing.map(({ criterion, points }) => [criterion, points])).toEqual([
    ["tobacco", 6],
    ["coded", 5],
    ["dosage", 2.5],
    ["dated", 1.5],
  ]);
  expect(score).toBe(85);
  expect(missing.filter(({ items }) => items.length > 0).map(({ criterion, items }) => [criterion, items.length])).toEqual([
    ...[
      ["coded", 1],
      ["dosage", 1],
      ["dated", 1],
    ],
  ]);
});

test("what is closed fills no section but that of problems, whose past is said", () => {
  const items = stored([problem("Grippe", "J11", { closed: true }), family("Cancer", { closed: true })]);
  const criteria = completeness({ items, noneKnown: {} }, named).missing.map(({ criterion }) => criterion);
  expect(criteria).toContain("family");
  expect(criteria).not.toContain("problem");
});

test("a statement never lowers a score, which stays between 0 and 100", () => {
  fc.assert(
    fc.property(fc.subarray([...MEDICAL_KINDS]), fc.constantFrom(...MEDICAL_KINDS), (kinds, more) => {
      const known = Object.fromEntries(kinds.map((kind) => [kind, true]));
      const before = completeness({ items: [], noneKnown: known }, named).score;
      const after = completeness({ items: [], noneKnown: { ...known, [more]: true } }, named).score;
      expect(after).toBeGreaterThanOrEqual(before);
      expect(before >= 0 && after <= 100).toBe(true);
    }),
  );
});
