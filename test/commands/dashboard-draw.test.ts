import fc from "fast-check";
import { expect, test } from "vitest";
import { MARKS, monthBars, mostOf } from "../../src/commands/dashboard/chart.js";
import type { Figures } from "../../src/services/dashboard/report.js";

const figures = fc
  .tuple(fc.nat(2_000_000), fc.nat(2_000_000), fc.nat(500_000))
  .map(([qualified, notQualified, failed]): Figures => ({ total: qualified + notQualified, qualified, notQualified, failed }));
const small = fc
  .tuple(fc.nat(4), fc.nat(4), fc.nat(2))
  .map(([qualified, notQualified, failed]): Figures => ({ total: qualified + notQualified, qualified, notQualified, failed }));

test("property: a chart holds in its width, in letters of every terminal; nothing that is not zero is left without a mark", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(figures, small), { minLength: 1, maxLength: 24 }),
      fc.integer({ min: 60, max: 140 }),
      (all, width) => {
        const months = all.map((each, index) => [`2026-${String(index + 1).padStart(2, "0")}`, each] as const);
        const lines = monthBars(months, width, mostOf(all));
        for (const [index, line] of lines.entries()) {
          const { qualified, notQualified, failed } = all[index] ?? { qualified: 0, notQualified: 0, failed: 0 };
          expect(line.length).toBeLessThanOrEqual(width);
          const bar = /\|([^ ]*)/.exec(line)?.[1] ?? "";
          expect(bar).toMatch(/^#*o*x*$/);
          for (const [count, mark] of [
            [qualified, MARKS.qualified],
            [notQualified, MARKS.notQualified],
            [failed, MARKS.failed],
          ] as const) {
            expect(bar.includes(mark)).toBe(count > 0);
          }
        }
      },
    ),
  );
});

test("bars are on one scale, and the number is said beside", () => {
  const of = (qualified: number, failed = 0): Figures => ({ total: qualified, qualified, notQualified: 0, failed });
  const all = [of(10), of(5), of(0, 1)];
  const lines = monthBars(
    [
      ["2026-01", all[0] as Figures],
      ["2026-02", all[1] as Figures],
      ["2026-03", all[2] as Figures],
    ],
    40,
    mostOf(all),
  );
  expect(lines).toEqual([`janv. 2026 |${"#".repeat(17)} 10`, `févr. 2026 |${"#".repeat(9)} 5`, "mars 2026  |xx 0 (x 1)"]);
});
