import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExchangeLine } from "../../../src/domain/exchange/exchange.js";
import { MOM_REASONS, nearest, reasonOfLine } from "../../../src/domain/mom/reason.js";
import { unitsOf } from "../../../src/domain/mom/units.js";
import { missingOf, verdictOf } from "../../../src/domain/mom/verdict.js";
import { someDay, someLines } from "./arbitrary-lines.js";

/** The rule again, in the words of product.md §1.2, without the code under test. */
function counts(line: ExchangeLine, since: string | null): boolean {
  const arrived = line.state === "sent" && line.notCounted === null;
  return arrived && line.identityStatus === "qualifiee" && (since === null || line.day >= since);
}

describe("what counts", () => {
  it("a document counts, or has one reason, and never both", () => {
    fc.assert(
      fc.property(someLines, someDay, (lines, since) => {
        for (const line of lines) expect(reasonOfLine(line, since) === null).toBe(counts(line, since));
        const units = unitsOf(lines, "document", since);
        expect(units.map(({ line }) => line)).toEqual(lines);
        expect(units.filter(({ reason }) => reason === null)).toHaveLength(lines.filter((line) => counts(line, since)).length);
      }),
    );
  });

  it("a message counts once, as soon as one of its documents does, whatever the order of its lines", () => {
    fc.assert(
      fc.property(someLines, someDay, fc.infiniteStream(fc.nat()), (lines, since, chance) => {
        const units = unitsOf(lines, "message", since);
        const counted = new Set(lines.filter((line) => counts(line, since)).map(({ exchange }) => exchange));
        const met = units.filter(({ reason }) => reason === null);
        expect(new Set(met.map(({ line }) => line.exchange))).toEqual(counted);
        expect(met).toHaveLength(counted.size);
        const shuffled = [...lines].map((line) => ({ line, at: chance.next().value })).sort((a, b) => a.at - b.at);
        const again = unitsOf(
          shuffled.map(({ line }) => line),
          "message",
          since,
        );
        const ids = (of: typeof units) => of.map(({ line, reason }) => `${line.id} ${reason}`).sort();
        expect(ids(again)).toEqual(ids(units));
      }),
    );
  });

  it("every message is told of once, with the reason of one of its documents", () => {
    fc.assert(
      fc.property(someLines, someDay, (lines, since) => {
        const units = unitsOf(lines, "message", since);
        expect(units.map(({ line }) => line.exchange)).toEqual([...new Set(lines.map(({ exchange }) => exchange))]);
        for (const { line, reason } of units) {
          const reasons = lines.filter(({ exchange }) => exchange === line.exchange).map((each) => reasonOfLine(each, since));
          expect(reasonOfLine(line, since)).toBe(reason);
          expect(reason).toBe(nearest(reasons));
        }
      }),
    );
  });

  it("a first day takes away what is before it, and nothing else", () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const since = "2026-09-15";
        const all = unitsOf(lines, "document", null);
        const later = unitsOf(lines, "document", since);
        for (const [index, { line, reason }] of later.entries())
          expect(reason).toBe(line.day < since ? "before" : all[index]?.reason);
      }),
    );
  });

  it("the reason of a message is that of the document that came nearest", () => {
    expect(nearest(["failed", "identity", "replacement"])).toBe("identity");
    expect(nearest(["replacement", null, "identity"])).toBeNull();
    expect(nearest(["test_oid", "failed"])).toBe("test_oid");
    for (const reason of MOM_REASONS) expect(nearest([reason])).toBe(reason);
  });
});

describe("verdict", () => {
  const sure = { unreliable: false, incomplete: false };

  it("is met by everybody, or not met", () => {
    expect(verdictOf([{ met: true }, { met: true }], sure)).toBe("met");
    expect(verdictOf([{ met: true }, { met: false }], sure)).toBe("not_met");
  });

  it("nobody to look at is no success", () => {
    expect(verdictOf([], sure)).toBe("unknown");
  });

  it("what was not counted may only be missing: what is met stays so", () => {
    expect(verdictOf([{ met: true }], { ...sure, incomplete: true })).toBe("met");
    expect(verdictOf([{ met: false }], { ...sure, incomplete: true })).toBe("unknown");
  });

  it("what cannot be relied upon proves nothing, met or not", () => {
    for (const met of [true, false]) expect(verdictOf([{ met }], { ...sure, unreliable: true })).toBe("unknown");
  });

  it("never misses less than none", () => {
    expect([missingOf(10, 0), missingOf(10, 9), missingOf(10, 10), missingOf(10, 4_000)]).toEqual([10, 1, 0, 0]);
  });
});
