import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExchangeLine } from "../../../src/domain/exchange/exchange.js";
import { MOM_REASONS, nearest, reasonOfLine } from "../../../src/domain/mom/reason.js";
import { placeOf, unitsOf } from "../../../src/domain/mom/units.js";
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

  it("every line is told of in one message: nothing is lost, and a failure is never hidden by what was sent after it", () => {
    fc.assert(
      fc.property(someLines, someDay, (lines, since) => {
        const units = unitsOf(lines, "message", since);
        const sent = new Set(lines.filter(({ state }) => state === "sent").map(({ exchange }) => exchange));
        const failed = new Set(lines.filter(({ state }) => state === "failed").map(({ exchange, trace }) => exchange + trace));
        expect(units).toHaveLength(sent.size + failed.size);
        expect(units.filter(({ reason }) => reason === "failed")).toHaveLength(failed.size);
        for (const { line, reason } of units) expect(reasonOfLine(line, since)).toBe(reason);
      }),
    );
  });

  it("what is later than the first day looked at is all that a later first day takes away", () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const all = unitsOf(lines, "document", null).filter(({ reason }) => reason === null);
        const later = unitsOf(lines, "document", "2026-09-15");
        const kept = later.filter(({ reason }) => reason === null);
        const before = later.filter(({ reason }) => reason === "before");
        expect([...kept, ...before].map(({ line }) => placeOf(line)).sort()).toEqual(all.map(({ line }) => placeOf(line)).sort());
        for (const { line } of before) expect(line.day < "2026-09-15").toBe(true);
      }),
    );
  });

  it("the reason of a message is that of the document that came nearest", () => {
    expect(nearest(["failed", "identity", "replacement"])).toBe("identity");
    expect(nearest(["replacement", null, "identity"])).toBeNull();
    expect(nearest(["test_oid", "before"])).toBe("before");
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
