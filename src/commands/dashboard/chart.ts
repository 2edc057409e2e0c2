import { shortMonth } from "../../services/dashboard/period.js";
import type { Figures, TrendMonth } from "../../services/dashboard/report.js";
import { frenchNumber } from "../../terminal/french.js";

/** What a bar is drawn with: letters that every terminal has, so that nothing is said by colour alone. */
export const MARKS = { qualified: "#", notQualified: "o", failed: "x" } as const;

const SHORTEST_BAR = 10;

/**
 * Bars of a figure by month, on one scale: `mars 2026  |#####oox  8`. What is not zero has at least one mark.
 * @param width columns of the screen @param most the largest total (failures included) of all the bars that are compared
 */
export function monthBars(
  months: readonly (readonly [TrendMonth["month"], Figures])[],
  width: number,
  most: number,
): readonly string[] {
  const numbers = months.map(
    ([, { total, failed }]) => `${frenchNumber(total)}${failed === 0 ? "" : ` (${MARKS.failed} ${frenchNumber(failed)})`}`,
  );
  const longest = Math.max(0, ...numbers.map((text) => text.length));
  const room = Math.max(SHORTEST_BAR, width - "janv. 2026 |".length - longest - 1);
  return months.map(
    ([month, figures], index) =>
      `${shortMonth(month).padEnd("janv. 2026".length)} |${bar(figures, room, most)} ${numbers[index] ?? ""}`,
  );
}

export function mostOf(all: readonly Figures[]): number {
  return Math.max(1, ...all.map(({ total, failed }) => total + failed));
}

function bar({ qualified, notQualified, failed }: Figures, room: number, most: number): string {
  const parts = [
    [qualified, MARKS.qualified],
    [notQualified, MARKS.notQualified],
    [failed, MARKS.failed],
  ] as const;
  // Room for what is rounded up: each part that is there has its mark.
  const shared = Math.max(1, room - parts.length);
  return parts.map(([count, mark]) => mark.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * shared)))).join("");
}
