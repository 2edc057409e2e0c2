import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertsOf, isConflict, isOut, isRemark, isRemarkable, isUrgent, sideOf } from "../../../src/domain/inbox/alerts.js";
import type { Bound, Quantity } from "../../../src/domain/inbox/biology.js";

const at = (value: number, unit: string | null = "g/L"): Quantity => ({
  text: String(value),
  value,
  low: null,
  high: null,
  unit,
});
const known = (low: Bound | null, high: Bound | null, unit: string | null = "g/L"): Quantity => ({
  text: "",
  value: null,
  low,
  high,
  unit,
});
const incl = (value: number): Bound => ({ value, inclusive: true });
const excl = (value: number): Bound => ({ value, inclusive: false });
const interval = (low: Bound | null, high: Bound | null, unit: string | null = "g/L") => ({ low, high, unit, text: null });

/** Value set 2.16.840.1.113883.5.83 (cda.md §4). */
const CODES =
  "H L HH LL AA A HU LU HX LX EX < > N U D B W DET ND POS NEG IND RR NR WR R I S SDD NS SYN-R SYN-S E IE CAR EXP UNE NCL".split(
    " ",
  );
const OUT = ["H", "L", "HH", "LL", "A", "AA", "HU", "LU", "HX", "LX", "EX"];

describe("codes", () => {
  it("are urgent, out, or a remark, as the definitions say", () => {
    expect(CODES.filter(isUrgent)).toEqual(["HH", "LL", "AA"]);
    expect(CODES.filter(isOut).sort()).toEqual([...OUT].sort());
    expect(CODES.filter((code) => !isOut(code) && !isRemark(code))).toEqual(["N"]);
    expect(isRemark("")).toBe(false);
  });
});

describe("where a result stands", () => {
  it.each([
    ["a bound that is included", at(5), interval(incl(5), incl(35)), "inside"],
    ["a bound that is not", at(5), interval(excl(5), incl(35)), "below"],
    ["the other bound, included", at(35), interval(incl(5), incl(35)), "inside"],
    ["the other bound, not", at(35), interval(incl(5), excl(35)), "above"],
    ["one bound", at(1), interval(incl(2), null), "below"],
    ["one bound, within", at(3), interval(incl(2), null), "inside"],
    ["an interval of one point", at(4.89), interval(incl(3.89), incl(3.89)), "above"],
    ["bounds the wrong way round", at(4), interval(incl(5), incl(3)), null],
    ["no bound", at(4), interval(null, null), null],
    ["another unit", at(99, "mmol/L"), interval(incl(5), incl(35)), null],
    ["no unit and the unit of UCUM for none", at(99, null), interval(incl(5), incl(35), "1"), "above"],
    ["no unit against one", at(99, null), interval(incl(5), incl(35)), null],
    ["< 1 under the interval", known(null, incl(1)), interval(incl(2), incl(5)), "below"],
    ["≤ 1 against 1", known(null, incl(1)), interval(incl(1), incl(5)), null],
    ["< 1 against 1", known(null, excl(1)), interval(incl(1), incl(5)), "below"],
    ["< 1, which may be inside", known(null, incl(1)), interval(incl(0.5), incl(5)), null],
    ["< 1 of at most 5", known(null, incl(1)), interval(null, incl(5)), "inside"],
    ["> 50 over the interval", known(incl(50), null), interval(incl(2), incl(5)), "above"],
    ["what is no number", { ...at(0), value: null }, interval(incl(2), incl(5)), null],
  ] as const)("%s", (_, quantity, range, side) => {
    expect(sideOf([quantity], [range])).toBe(side);
  });

  it("is that of its own unit, else of a translation; out of one interval is out", () => {
    const both = [at(1, "g/L"), at(5.55, "mmol/L")];
    expect(sideOf(both, [interval(incl(4), incl(6), "mmol/L")])).toBe("inside");
    expect(sideOf(both, [interval(incl(2), incl(3), "g/L"), interval(incl(4), incl(6), "mmol/L")])).toBe("below");
    expect(sideOf([at(4)], [interval(incl(1), incl(5)), interval(incl(1), incl(3))])).toBe("above");
  });

  it("is inside exactly when it is out of neither bound", () => {
    const bound = fc.record({ value: fc.integer({ min: -50, max: 50 }), inclusive: fc.boolean() });
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: -60, max: 60 }), (low, high, value) => {
        fc.pre(low.value < high.value);
        const below = low.inclusive ? value < low.value : value <= low.value;
        const above = high.inclusive ? value > high.value : value >= high.value;
        expect(sideOf([at(value)], [interval(low, high)])).toBe(below ? "below" : above ? "above" : "inside");
      }),
    );
  });

  it("of a result known by its bounds is told only when every value within them stands there", () => {
    const bound = fc.option(fc.record({ value: fc.integer({ min: -6, max: 6 }), inclusive: fc.boolean() }), { nil: null });
    /** Every quarter from -10 to 10 stands for every value. */
    const sample = Array.from({ length: 81 }, (_, index) => index / 4 - 10);
    const within = (value: number, low: Bound | null, high: Bound | null): boolean =>
      (low === null || (low.inclusive ? value >= low.value : value > low.value)) &&
      (high === null || (high.inclusive ? value <= high.value : value < high.value));
    fc.assert(
      fc.property(bound, bound, bound, bound, (low, high, from, to) => {
        fc.pre(low === null || high === null || low.value < high.value);
        const values = sample.filter((value) => within(value, from, to));
        fc.pre(values.length > 0);
        const side = sideOf([known(from, to)], [interval(low, high)]);
        const sides = new Set(values.map((value) => sideOf([at(value)], [interval(low, high)])));
        if (side !== null) expect([...sides]).toEqual([side]);
      }),
      { numRuns: 1000 },
    );
  });

  it("is never told across units", () => {
    const unit = fc.constantFrom("g/L", "mg/L", "mmol/L", "%", null);
    fc.assert(
      fc.property(unit, unit, fc.double({ noNaN: true }), (one, other, value) => {
        fc.pre(one !== other);
        expect(sideOf([at(value, one)], [interval(incl(1), incl(2), other)])).toBeNull();
      }),
    );
  });
});

describe("conflicts", () => {
  it.each([
    [["N"], "below", true],
    [["N"], "inside", false],
    [["H"], "inside", true],
    [["A"], "inside", true],
    [["H"], "above", false],
    [["H"], "below", true],
    [["LL"], "above", true],
    [["A"], "above", false],
    [["N", "H"], null, true],
    [["H", "L"], null, true],
    [["R"], "inside", false],
    [["POS"], "above", false],
    [[], "above", false],
    [["HH"], null, false],
  ] as const)("%j and %s: %s", (codes, side, expected) => {
    expect(isConflict(codes, side)).toBe(expected);
  });
});

describe("the three alerts", () => {
  const judged = fc.record({
    interpretations: fc.array(fc.constantFrom(...CODES), { maxLength: 2 }),
    outsideInterval: fc.constantFrom(true, false, null),
    comments: fc.array(fc.constantFrom("Hémolyse", "(texte libre)"), { maxLength: 2 }),
  });

  it("agree with the definitions, whatever the results", () => {
    fc.assert(
      fc.property(fc.array(judged, { minLength: 1 }), fc.boolean(), (results, commented) => {
        const codes = results.flatMap(({ interpretations }) => interpretations);
        const told = alertsOf(results, { whole: true, understood: true, commented });
        expect(told.urgent).toBe(codes.some((code) => ["AA", "HH", "LL"].includes(code)) ? "yes" : "no");
        const out = codes.some((code) => OUT.includes(code)) || results.some(({ outsideInterval }) => outsideInterval === true);
        expect(told.outside).toBe(out ? "yes" : "no");
        const texts = results.flatMap(({ comments }) => comments);
        const remark = codes.some((code) => code !== "N" && !OUT.includes(code));
        expect(told.comment).toBe(commented || remark || texts.includes("Hémolyse") ? "yes" : "no");
      }),
    );
  });

  it("never fall when results are added, and never say « no » of what was not read whole", () => {
    fc.assert(
      fc.property(fc.array(judged), fc.array(judged), (some, more) => {
        const before = alertsOf(some, { whole: true, understood: true, commented: false });
        const after = alertsOf([...some, ...more], { whole: true, understood: true, commented: false });
        const unknown = alertsOf([...some, ...more], { whole: true, understood: false, commented: false });
        expect(unknown).toEqual({
          urgent: after.urgent === "yes" ? "yes" : "undetermined",
          outside: after.outside === "yes" ? "yes" : "undetermined",
          comment: after.comment,
        });
        const torn = alertsOf([...some, ...more], { whole: false, understood: true, commented: false });
        for (const alert of ["urgent", "outside", "comment"] as const) {
          if (before[alert] === "yes") expect(after[alert]).toBe("yes");
          expect(torn[alert]).toBe(after[alert] === "yes" ? "yes" : "undetermined");
        }
      }),
    );
    expect(alertsOf([], { whole: true, understood: true, commented: false }).urgent).toBe("undetermined");
  });
});

it.each([
  [null, "Hémolyse", true],
  [null, "(texte libre)", false],
  [null, "Voir (texte libre)", true],
  ["Mention d'information RGPD", "Vos données…", false],
  ["Conclusion à l'attention du patient", "Consultez.", true],
  [null, " ", false],
])("a comment titled %s saying %j says something of the analyses: %s", (title, text, expected) => {
  expect(isRemarkable({ title, text })).toBe(expected);
});
