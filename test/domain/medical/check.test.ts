import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkItem, LONGEST_LINE } from "../../../src/domain/medical/check.js";
import { MEDICAL_SYSTEMS, type NewMedicalItem } from "../../../src/domain/medical/medical.js";
import { firstDay, lastDay } from "../../../src/domain/medical/partial-date.js";
import { problem, treatment } from "../../store/medical/support.js";

const facts = { today: "2026-11-26", birthDate: "1960-03-12" };
const wrong = (item: NewMedicalItem) => checkItem(item, facts).map(({ field, code }) => `${field} ${code}`);

test("a usual item is taken", () => {
  expect(wrong(problem("Diabète de type 2", "E11.9", { since: "2019-04" }))).toEqual([]);
  expect(wrong(treatment("Metformine", { schedule: { dose: { low: 1, high: 2, unit: "comprimé" }, everyHours: 12 } }))).toEqual(
    [],
  );
});

test.each([
  ["label medical.empty", { label: "  " }],
  ["label medical.line", { label: "a\nb" }],
  ["label medical.line", { label: "a\u001b[31mb" }],
  ["label medical.line", { label: "a\u202eb" }],
  ["label medical.too_long", { label: "a".repeat(LONGEST_LINE + 1) }],
  ["since date.calendar", { since: "2019-02-30" }],
  ["since date.future", { since: "2026-11-27" }],
  ["since date.future", { since: "2027" }],
  ["since date.before_birth", { since: "1959" }],
  ["until medical.ended", { until: "2020" }],
  ["until medical.order", { since: "2020-05", until: "2020-04", closed: true }],
  ["note medical.empty", { note: " " }],
  ["note medical.control", { note: "a\u0007" }],
  ["note medical.too_long", { note: "a".repeat(2001) }],
] as const)("%s", (expected, rest) => {
  const { label = "Diabète", ...others }: Partial<NewMedicalItem> = rest as Partial<NewMedicalItem>;
  expect(wrong({ ...problem(label, null), ...others } as NewMedicalItem)).toEqual([expected]);
});

test("today, the day of birth and the current month are no future and no past", () => {
  for (const since of ["2026", "2026-11", "2026-11-26", "1960", "1960-03", "1960-03-12"]) {
    expect(wrong(problem("Diabète", null, { since }))).toEqual([]);
  }
});

test("what a relative had may be older than the patient; an act has no end", () => {
  const family = { ...problem("Infarctus", "I21.9", { since: "1950" }), kind: "family", relative: "father" } as const;
  expect(wrong(family)).toEqual([]);
  const surgery = {
    ...problem("Appendicectomie", null, { since: "1975", until: "1975", closed: true }),
    kind: "surgery",
  } as const;
  expect(wrong(surgery)).toEqual(["until medical.no_end"]);
});

test("a code is of the nomenclature of its kind, in its form", () => {
  const coded = (code: string, system: string) => ({ ...problem("x", null), code: { code, system, label: "x" } });
  expect(wrong(coded("E11.9", MEDICAL_SYSTEMS.snomed))).toEqual(["code medical.system"]);
  expect(wrong(coded("E119", MEDICAL_SYSTEMS.cim10))).toEqual(["code medical.code_form"]);
  expect(wrong(coded("44054006", MEDICAL_SYSTEMS.cim10))).toEqual(["code medical.cim10"]);
});

test("quantities and schedules are plausible", () => {
  const habit = (value: number, unit: string) =>
    wrong({ ...problem("Tabac", null), kind: "habit", habit: "tobacco", quantity: { value, unit } });
  expect(habit(20, "{pack}/a")).toEqual([]);
  expect(habit(-1, "{pack}/a")).toEqual(["quantity medical.quantity"]);
  expect(habit(Number.NaN, "{pack}/a")).toEqual(["quantity medical.quantity"]);
  expect(habit(20, "paquets par an")).toEqual(["quantity medical.unit"]);
  const dose = (low: number, high: number, everyHours: number) =>
    wrong(treatment("x", { schedule: { dose: { low, high, unit: null }, everyHours } }));
  expect(dose(1, 1, 24)).toEqual([]);
  expect(dose(2, 1, 24)).toEqual(["schedule medical.dose"]);
  expect(dose(0, 1, 24)).toEqual(["schedule medical.dose"]);
  expect(dose(1, 1, 0)).toEqual(["schedule medical.every"]);
  expect(wrong(treatment("x", { cip13: "3400935955839", reason: "P3" }))).toEqual([
    "cip13 medical.cip13",
    "reason medical.reason",
  ]);
});

describe("dates that are taken", () => {
  const partial = fc
    .tuple(
      fc.date({ min: new Date("1955-01-01T00:00:00Z"), max: new Date("2028-12-31T00:00:00Z"), noInvalidDate: true }),
      fc.constantFrom(4, 7, 10),
    )
    .map(([date, length]) => date.toISOString().slice(0, length));

  test("may be in order, between the birth and today: and all those that may be are taken", () => {
    fc.assert(
      fc.property(partial, partial, (since, until) => {
        const possible = (date: string) => lastDay(date) >= facts.birthDate && firstDay(date) <= facts.today;
        const ordered = firstDay(since) <= lastDay(until);
        const taken = wrong(problem("x", null, { since, until, closed: true })).length === 0;
        expect(taken).toBe(possible(since) && possible(until) && ordered);
      }),
      { numRuns: 500 },
    );
  });
});
