import { describe, expect, test } from "vitest";
import { quantityWords } from "../../../src/documents/vsm/words.js";
import { readItem } from "../../../src/services/medical/read-item.js";

const codesOf = (read: ReturnType<typeof readItem>) => read.problems.map(({ code }) => code);

describe("an amount that is not understood whole is refused", () => {
  test.each(["1/2/j", "1 500 mg", "1-1-1", "1-2/j", "1/3"])("a dose of %s", (dose) => {
    const read = readItem("treatment", { label: "METFORMINE", dose, every: "12h" });
    expect(codesOf(read)).toEqual(["medical.schedule"]);
    expect(read.item).toMatchObject({ schedule: null });
  });

  test.each(["10-20", "1/3", "20/j", "1 500 verres"])("a quantity of %s", (quantity) => {
    expect(codesOf(readItem("habit", { label: "Tabac", habit: "tabac", quantity }))).toEqual(["medical.quantity"]);
  });

  test("and a fraction is half of one", () => {
    expect(readItem("treatment", { label: "X", dose: "1/2 cp", every: "1/2 j" }).item).toMatchObject({
      schedule: { dose: { low: 0.5, high: 0.5, unit: "cp" }, everyHours: 12 },
    });
    expect(readItem("habit", { label: "Tabac", habit: "tabac", quantity: "1/2" }).item).toMatchObject({
      quantity: { value: 0.5, unit: "{pack}/a" },
    });
  });
});

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("a unit named %s is that word", (unit) => {
  expect(quantityWords({ value: 3, unit })).toBe(`3 ${unit}`);
});
