import { expect, test } from "vitest";
import { knownWord } from "../../src/domain/known-word.js";
import { causeLabel } from "../../src/services/dashboard/causes.js";

test("a word that every object answers to is no word of a table", () => {
  expect(knownWord({ a: 1 }, "a")).toBe(1);
  for (const word of ["constructor", "toString", "__proto__", "valueOf"]) {
    expect(knownWord({ a: 1 }, word)).toBeUndefined();
    expect(causeLabel(word)).toBe(`code ${word}`);
  }
});
