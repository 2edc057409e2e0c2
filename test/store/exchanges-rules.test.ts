import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExchangeFact, ExchangeLine } from "../../src/domain/exchange/exchange.js";
import type { ExchangeCell } from "../../src/store/exchanges.port.js";
import type { Store } from "../../src/store/open.js";
import { dayOf, type ModelLine, model } from "./exchanges-model.js";
import { actor, tempStore, trace } from "./support.js";

const TYPES = ["11488-4", "11502-2", "60591-5"] as const;
const SERVICES = ["dmp", "mss-pro", "mss-patient", "mss-pro"] as const;

/** A fact of one of a few exchanges, documents and lineages, so that they meet. */
const facts = fc
  .record({
    exchange: fc.nat({ max: 5 }),
    document: fc.option(fc.nat({ max: 4 }), { freq: 8, nil: null }),
    state: fc.constantFrom<ExchangeFact["state"]>("sent", "sent", "failed"),
    identityStatus: fc.constantFrom<ExchangeFact["identityStatus"]>("qualifiee", "qualifiee", "provisoire", null),
    testOid: fc.boolean(),
    rpps: fc.constantFrom(null, "10000000001", "10000000002"),
    others: fc.constantFrom(0, 1, 1, 3),
    cause: fc.constantFrom("5.1.1", "dmp.absent"),
  })
  .map(({ exchange, document, state, others, cause, ...rest }): ExchangeFact => {
    const service = SERVICES[exchange % SERVICES.length] ?? "dmp";
    return {
      ...rest,
      ...{ service, state, exchange: `O${exchange + 1}`, document: document === null ? null : `D${document + 1}` },
      // D1, D2, D3 are versions of one document; D5 has none.
      lineage: document === null || document === 4 ? null : document < 3 ? "1.2.3^a" : "1.2.3^b",
      // A version may be of another type.
      type: document === null ? null : (TYPES[document % 3] ?? null),
      finess: "630000404",
      others: service === "dmp" ? null : others,
      cause: state === "failed" ? cause : null,
    };
  });

const line = (minutes: fc.Arbitrary<number>, offsets: readonly number[]) =>
  fc.record({
    minutes,
    offset: fc.constantFrom(...offsets),
    report: fc.boolean(),
    facts: fc.uniqueArray(facts, { maxLength: 3, minLength: 1, selector: ({ exchange, document }) => `${exchange} ${document}` }),
  });

/** Lines from the evening of a 25 October (change of hour) or of a month's end, each some minutes after the one before, or before it. */
const journal = (minutes: fc.Arbitrary<number>, offsets: readonly number[]) =>
  fc
    .tuple(
      fc.constantFrom("2026-10-24T21:30:00.000Z", "2026-12-31T22:10:00.000Z", "2027-03-27T23:00:00.000Z"),
      fc.array(line(minutes, offsets), { minLength: 1, maxLength: 25 }),
    )
    .map(([start, steps]): ModelLine[] => {
      let now = Date.parse(start);
      return steps.map((step) => {
        now += step.minutes * 60_000;
        // Nobody reports on a deposit.
        if (step.report && step.facts.some(({ service }) => service === "dmp")) step = { ...step, report: false };
        return { at: new Date(now).toISOString(), offset: step.offset, report: step.report, facts: step.facts };
      });
    });

/** Paris, with its changes of hour; never so close that the day on the wall goes back. */
const steady = journal(fc.integer({ min: 60, max: 4_000 }), [60, 120]);
/** Clocks that go back, and a practice that travels. */
const wild = journal(fc.integer({ min: -3_000, max: 4_000 }), [-720, -60, 0, 330, 840]);

async function written(lines: readonly ModelLine[], environment: "sandbox" | "production"): Promise<Store> {
  let offset = 0;
  const store = tempStore({ zone: () => offset });
  await store.meta.create({ name: "t", environment, instanceId: "i", createdAt: "2026-01-01T00:00:00.000Z" });
  for (const each of lines) {
    offset = each.offset;
    const { at, report, facts: exchange } = each;
    await store.traces.append([
      trace({ kind: report ? "mss.report" : "outbox.settled", at, patientId: "P1", data: { exchange } }),
    ]);
  }
  return store;
}

function said(line: ExchangeLine): string {
  const { day, service, state, notCounted, identityStatus, type, cause, rpps, finess } = line;
  return [day, service, state, notCounted ?? "", identityStatus === "qualifiee", type, cause, rpps, finess].join(" ");
}

async function linesOf(store: Store, asOf?: string): Promise<readonly string[]> {
  return (await store.exchanges.lines({ limit: 1_000, asOf })).map(said).sort();
}

/** Months with their sums, from the cells, and the same from lines. */
async function cellsOf(store: Store, asOf?: string): Promise<readonly string[]> {
  const cells = await store.exchanges.cells({ asOf });
  return cells
    .flatMap(({ month, service, state, notCounted, qualified, type, cause, rpps, finess, count }) => {
      expect(count).toBeGreaterThan(0);
      return Array.from({ length: count }, () =>
        [month, service, state, notCounted ?? "", qualified, type, cause, rpps, finess].join(" "),
      );
    })
    .sort();
}

/** The cells of a part of the days are those of the whole that are in it. */
async function partial(store: Store, lines: readonly string[], from: string, to: string, asOf?: string): Promise<void> {
  const cells = await store.exchanges.cells({ from, to, asOf });
  const sums = await store.exchanges.sums({ from, to, asOf });
  const folded = (names: readonly (keyof ExchangeCell)[], all: readonly Partial<ExchangeCell>[]) => {
    const counts = new Map<string, number>();
    for (const cell of all) {
      const key = JSON.stringify(names.map((name) => cell[name]));
      counts.set(key, (counts.get(key) ?? 0) + (cell.count ?? 0));
    }
    return [...counts].sort();
  };
  const whole = ["service", "state", "notCounted", "qualified", "type", "cause", "rpps", "finess"] as const;
  expect(folded(whole, sums.period)).toEqual(folded(whole, cells));
  expect(folded(whole, await store.exchanges.totals({ from, to, asOf }))).toEqual(folded(whole, cells));
  const monthly = ["month", "service", "state", "notCounted", "qualified"] as const;
  expect(folded(monthly, sums.months)).toEqual(folded(monthly, cells));
  const within = lines.filter((text) => text.slice(0, 10) >= from && text.slice(0, 10) <= to);
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(within.length);
  for (const { month, service, count } of cells.filter(({ state, notCounted }) => state === "failed" && notCounted === null)) {
    expect(within.filter((text) => text.startsWith(month) && text.includes(` ${service} failed`)).length).toBeGreaterThanOrEqual(
      count,
    );
  }
}

const byMonth = (lines: readonly string[]) => lines.map((text) => text.slice(0, 7) + text.slice(10)).sort();

const PARTS = [
  ["2026-10-25", "2026-11-03"],
  ["2026-11-01", "2026-11-30"],
  ["2026-10-31", "2027-01-01"],
  ["2026-10-26", "2026-10-26"],
  ["2026-01-01", "2027-12-31"],
] as const;

describe("property: the ledger says what the rules say", () => {
  test("whatever the order of sendings, refusals, retries, replacements and reports, today and as it was known at any day", async () => {
    await fc.assert(
      fc.asyncProperty(steady, fc.constantFrom("sandbox", "production"), async (lines, environment) => {
        const store = await written(lines, environment);
        const days = [...new Set(lines.map(dayOf))].sort();
        expect(await linesOf(store)).toEqual(model(lines, environment));
        expect(await cellsOf(store)).toEqual(byMonth(model(lines, environment)));
        for (const day of ["2026-01-01", ...days]) {
          const expected = model(lines, environment, day);
          expect(await linesOf(store, day)).toEqual(expected);
          expect(await cellsOf(store, day)).toEqual(byMonth(expected));
          for (const [from, to] of PARTS) await partial(store, expected, from, to, day);
        }
        expect((await store.exchanges.verify()).differing).toBe(0);
        await store.close();
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 180_000);

  test("with clocks that go back and zones that change: exact today, and never less than nothing at any day", async () => {
    await fc.assert(
      fc.asyncProperty(wild, async (lines) => {
        const store = await written(lines, "sandbox");
        expect(await linesOf(store)).toEqual(model(lines, "sandbox"));
        expect(await cellsOf(store)).toEqual(byMonth(model(lines, "sandbox")));
        for (const day of new Set(lines.map(dayOf)))
          expect(await cellsOf(store, day)).toEqual(byMonth(await linesOf(store, day)));
        expect((await store.exchanges.verify()).differing).toBe(0);
        await store.close();
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 180_000);

  test("after any purge of the journal, and made again from what is left of it, and going on", async () => {
    await fc.assert(
      fc.asyncProperty(steady, fc.nat({ max: 24 }), fc.boolean(), fc.array(fc.nat(25)), async (lines, cut, onlyReports, more) => {
        const store = await written(lines, "sandbox");
        const before = lines[Math.min(cut, lines.length - 1)]?.at ?? "";
        const kinds = onlyReports ? (["mss.report"] as const) : (["mss.report", "outbox.settled"] as const);
        const rule = { name: "exchange", kinds, before, sincePatientLastSeen: false };
        await store.journal.purge({ rules: [rule], at: "2027-06-01T10:00:00.000Z", actor, data: {} });
        expect(await linesOf(store)).toEqual(model(lines, "sandbox"));
        expect((await store.exchanges.verify()).differing).toBe(0);
        await store.exchanges.rebuild();
        expect(await linesOf(store)).toEqual(model(lines, "sandbox"));
        for (const day of new Set(lines.map(dayOf))) expect(await linesOf(store, day)).toEqual(model(lines, "sandbox", day));
        // Earlier lines said again, later: as a message that comes back after a purge.
        const later = more.flatMap((index) => lines[index] ?? []).map((each) => ({ ...each, at: "2027-06-02T10:00:00.000Z" }));
        for (const { at, report, facts: exchange } of later)
          await store.traces.append([trace({ kind: report ? "mss.report" : "outbox.settled", at, data: { exchange } })]);
        const last = lines.at(-1)?.offset ?? 0;
        expect(await linesOf(store)).toEqual(model([...lines, ...later.map((each) => ({ ...each, offset: last }))], "sandbox"));
        expect((await store.exchanges.verify()).differing).toBe(0);
        await store.close();
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 180_000);

  test("after any purge, with clocks that went back: made again, no figure moves, at any day", async () => {
    await fc.assert(
      fc.asyncProperty(wild, fc.nat({ max: 24 }), fc.boolean(), async (lines, cut, onlyReports) => {
        const store = await written(lines, "sandbox");
        const days = [undefined, ...new Set(lines.map(dayOf))];
        const all = async () => Promise.all(days.map(async (day) => [await linesOf(store, day), await cellsOf(store, day)]));
        const said = await all();
        const before = lines[Math.min(cut, lines.length - 1)]?.at ?? "";
        const kinds = onlyReports ? (["mss.report"] as const) : (["mss.report", "outbox.settled"] as const);
        const rule = { name: "exchange", kinds, before, sincePatientLastSeen: false };
        await store.journal.purge({ rules: [rule], at: "2027-06-01T10:00:00.000Z", actor, data: {} });
        expect((await store.exchanges.verify()).differing).toBe(0);
        await store.exchanges.rebuild();
        expect(await all()).toEqual(said);
        expect((await store.exchanges.verify()).differing).toBe(0);
        await store.close();
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 180_000);

  test("under a list of types, the first of a type that counts counts, in sums and in lines, at any day", async () => {
    await fc.assert(
      fc.asyncProperty(steady, fc.constantFrom(["11488-4"], ["11502-2"], ["11488-4", "11502-2"], ["x"]), async (lines, types) => {
        const store = await written(lines, "sandbox");
        const text = async (asOf?: string) => (await store.exchanges.lines({ limit: 1_000, asOf, types })).map(said).sort();
        const cells = async (asOf?: string) =>
          (await store.exchanges.cells({ asOf, types })).flatMap((cell) =>
            Array.from({ length: cell.count }, () => {
              const { month, service, state, notCounted, qualified, type, cause, rpps, finess } = cell;
              return [month, service, state, notCounted ?? "", qualified, type, cause, rpps, finess].join(" ");
            }),
          );
        expect(await text()).toEqual(model(lines, "sandbox", undefined, types));
        for (const day of [undefined, ...new Set(lines.map(dayOf))]) {
          const expected = model(lines, "sandbox", day, types);
          expect(await text(day)).toEqual(expected);
          expect((await cells(day)).sort()).toEqual(byMonth(expected));
          const counted = await store.exchanges.lines({ limit: 1_000, asOf: day, types, notCounted: null });
          expect(counted.map(said).sort()).toEqual(expected.filter((each) => / (?:sent|failed) {2}/.test(each)));
        }
        await store.close();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  }, 180_000);

  test("pages of any size, either way, hold every line once", async () => {
    await fc.assert(
      fc.asyncProperty(wild, fc.integer({ min: 1, max: 7 }), fc.constantFrom("newest", "oldest"), async (lines, limit, order) => {
        const store = await written(lines, "sandbox");
        const all = await store.exchanges.lines({ limit: 1_000, order });
        const paged: ExchangeLine[] = [];
        for (let after: string | undefined; ; ) {
          const page = await store.exchanges.lines({ limit, order, after });
          paged.push(...page);
          after = page.at(-1)?.id;
          if (page.length < limit) break;
        }
        expect(paged).toEqual(all);
        const days = all.map(({ day }) => day);
        expect(days).toEqual([...days].sort((a, b) => (order === "oldest" ? 1 : -1) * (a < b ? -1 : a > b ? 1 : 0)));
        await store.close();
      }),
      { numRuns: 25 },
    );
  }, 180_000);
});
