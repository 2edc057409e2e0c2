import { describe, expect, test } from "vitest";
import { checkItem } from "../../../src/domain/medical/check.js";
import { foldLabel } from "../../../src/domain/medical/fold.js";
import type { NewMedicalItem } from "../../../src/domain/medical/medical.js";
import { isSameThing } from "../../../src/domain/medical/same.js";

const attention = (label: string): NewMedicalItem => ({
  ...{ kind: "attention", label, code: null, since: null, until: null, closed: false, note: null },
});
const codes = (label: string) =>
  checkItem(attention(label), { today: "2026-11-26", birthDate: "1960-01-01" }).map(({ code }) => code);

describe("two labels", () => {
  test.each([
    ["Groupe O+", "Groupe O-"],
    ["Rhésus +", "Rhésus −"],
    ["VIH -", "VIH"],
    ["INR < 2", "INR > 2"],
    ["L-THYROXINE 1/2", "L-THYROXINE 1-2"],
    ["X 0,5 mg", "X 0/5 mg"],
    ["???", "!!!"],
  ])("« %s » and « %s » are two things", (one, other) => {
    expect(isSameThing(attention(one), attention(other))).toBe(false);
  });

  test.each([
    ["Groupe O +", "groupe o+"],
    ["Rh -", "RH−"],
    ["X 0,5 mg", "x 0.5 MG"],
    ["Diabète - type 2", "diabete type 2."],
    ["Dia\u200dbète", "Diabète"],
    ["½ cp", "1/2 cp"],
    ["Saint-Jacques", "saint jacques"],
  ])("« %s » and « %s » are one", (one, other) => {
    expect(isSameThing(attention(one), attention(other))).toBe(true);
    expect(foldLabel(foldLabel(one))).toBe(foldLabel(one));
  });
});

test.each(["\u200d", "\u3164", "\u034f \u0301", "\u{e0041}", " "])("a label that shows nothing is refused", (label) => {
  expect(codes(label)).toContain("medical.empty");
});
