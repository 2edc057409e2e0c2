import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExchangeLine } from "../../../src/domain/exchange/exchange.js";
import { type TallyCell, type TallyGroup, type TallyKind, tally } from "../../../src/domain/mom/tally.js";
import { unitsOf } from "../../../src/domain/mom/units.js";
import { someDay, someLines } from "./arbitrary-lines.js";

const kindOf = ({ state, notCounted, identityStatus }: ExchangeLine): TallyKind => ({
  state,
  notCounted,
  qualified: identityStatus === "qualifiee",
});

/** What a ledger that sums by kind says of lines. */
function summed(lines: readonly ExchangeLine[]) {
  const cells = new Map<string, TallyCell>();
  for (const line of lines) {
    const kind = kindOf(line);
    const key = JSON.stringify(kind);
    cells.set(key, { ...kind, count: (cells.get(key)?.count ?? 0) + 1 });
  }
  const messages = [...new Set(lines.map(({ exchange }) => exchange))].map((id) =>
    lines.filter(({ exchange }) => exchange === id),
  );
  const groups = messages.filter((of) => of.length > 1);
  return { cells: [...cells.values()], groups: groups.map((of): TallyGroup => ({ documents: of.map(kindOf), count: 1 })) };
}

describe("figures from sums", () => {
  it("are those that the lines give one by one, for documents and for messages", () => {
    // The documents of one exchange are of one day.
    const lines = someLines.map((all) => all.map((line) => ({ ...line, day: `2026-09-0${line.exchange.slice(1)}` })));
    const day = fc.oneof(
      someDay,
      fc.integer({ min: 1, max: 7 }).map((n) => `2026-09-0${n}`),
    );
    fc.assert(
      fc.property(lines, day, fc.constantFrom("document", "message"), (all, since, unit) => {
        const early = all.filter((line) => since !== null && line.day < since);
        const found = tally(unit, summed(all.filter((line) => !early.includes(line))), summed(early));
        const units = unitsOf(all, unit, since);
        const of = (wanted: unknown) => units.filter(({ reason }) => reason === wanted).length;
        expect(found.counted).toBe(of(null));
        for (const [reason, count] of found.others) expect([reason, count]).toEqual([reason, of(reason)]);
        const told = [...found.others.values()].reduce((sum, count) => sum + count, found.counted);
        expect(told).toBe(units.length);
      }),
    );
  });
});
