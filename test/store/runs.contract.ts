import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ItemResult, NewItem, NewRun, Outcome, RunLedger, Worker } from "../../src/store/runs.port.js";

/** What a ledger must do whatever stands behind it. `make` gives an empty one, `close` ends it. */
export type MakeLedger = () => Promise<{ readonly ledger: RunLedger; close(): Promise<void> }>;

const AT = "2026-11-23T09:00:00.000Z";
const SOON = "2026-11-23T09:05:00.000Z";
const LATER = "2026-11-23T10:00:00.000Z";
const A: Worker = { id: "worker-a", host: "cabinet-1", pid: 100 };
const B: Worker = { id: "worker-b", host: "cabinet-2", pid: 100 };

const run = (id = "R1", rest: Partial<NewRun> = {}): NewRun => ({
  id,
  kind: "ins.qualify",
  createdAt: AT,
  createdBy: "U1",
  environment: "sandbox",
  reason: null,
  source: "patients.csv",
  fingerprint: `sha-${id}`,
  ...rest,
});
const item = (line: number, result?: ItemResult): NewItem => ({ line, key: `D${line}`, patientId: `P${line}`, result });
const items = (count: number): NewItem[] => Array.from({ length: count }, (_, index) => item(index + 1));
const result = (outcome: Outcome = "found", calls = 1): ItemResult => ({
  outcome,
  code: "00",
  status: "recuperee",
  calls,
  advice: null,
});

export function runLedgerContract(make: MakeLedger): void {
  async function using(body: (ledger: RunLedger) => Promise<void>): Promise<void> {
    const { ledger, close } = await make();
    try {
      await body(ledger);
    } finally {
      await close();
    }
  }
  const open = async (ledger: RunLedger, count: number, id = "R1"): Promise<void> => {
    await ledger.create(run(id));
    await ledger.addItems(id, items(count));
    await ledger.seal(id);
  };
  const lines = (held: readonly { readonly line: number }[]) => held.map(({ line }) => line);

  describe("preparing a run", () => {
    test("an unknown run is null to read and an error to work on", () =>
      using(async (ledger) => {
        expect(await ledger.get("R9")).toBeNull();
        expect(await ledger.findByFingerprint("nothing")).toBeNull();
        const unknown = expect.objectContaining({ kind: "not_found", code: "run.unknown" });
        await expect(ledger.claim("R9", A, 1, SOON)).rejects.toThrow(unknown);
        await expect(ledger.summary("R9")).rejects.toThrow(unknown);
        await expect(ledger.items("R9", { afterLine: 0, limit: 1 })).rejects.toThrow(unknown);
        await expect(ledger.addItems("R9", items(1))).rejects.toThrow(unknown);
        await expect(ledger.seal("R9")).rejects.toThrow(unknown);
      }));

    test("nothing is claimed while it loads, nothing is added once it is open", () =>
      using(async (ledger) => {
        await ledger.create(run());
        await ledger.addItems("R1", items(2));
        expect(await ledger.claim("R1", A, 5, SOON)).toEqual([]);
        expect(await ledger.get("R1")).toEqual({ ...run(), state: "loading", total: 2, endedAt: null });
        expect(await ledger.seal("R1")).toEqual({ ...run(), state: "open", total: 2, endedAt: null });
        const loading = expect.objectContaining({ code: "run.not_loading" });
        await expect(ledger.addItems("R1", [item(3)])).rejects.toThrow(loading);
        await expect(ledger.discard("R1")).rejects.toThrow(loading);
        await expect(ledger.seal("R1")).rejects.toThrow(loading);
      }));

    test("a line comes once: a batch with a repeated line is refused whole", () =>
      using(async (ledger) => {
        await ledger.create(run());
        await ledger.addItems("R1", items(2));
        await expect(ledger.addItems("R1", [item(3), item(2)])).rejects.toThrow();
        expect((await ledger.summary("R1")).total).toBe(2);
        expect(lines(await ledger.items("R1", { afterLine: 0, limit: 9 }))).toEqual([1, 2]);
      }));

    test("a discarded run leaves nothing", () =>
      using(async (ledger) => {
        await ledger.create(run());
        await ledger.addItems("R1", items(3));
        await ledger.discard("R1");
        expect(await ledger.get("R1")).toBeNull();
        await open(ledger, 1);
        expect((await ledger.summary("R1")).total).toBe(1);
      }));

    test("a run whose every line came with its outcome is done at once, and so is an empty one", () =>
      using(async (ledger) => {
        await ledger.create(run());
        await ledger.addItems("R1", [item(1, result("refused", 0))]);
        expect(await ledger.seal("R1")).toMatchObject({ state: "done", total: 1 });
        await ledger.create(run("R2"));
        const empty = await ledger.seal("R2");
        expect(empty).toMatchObject({ state: "done", total: 0 });
        expect(empty.endedAt).not.toBeNull();
      }));

    test("the same command finds the newest run past loading", () =>
      using(async (ledger) => {
        await ledger.create(run("R1", { fingerprint: "same" }));
        expect(await ledger.findByFingerprint("same")).toBeNull();
        await ledger.seal("R1");
        await ledger.create(run("R2", { fingerprint: "same" }));
        expect((await ledger.findByFingerprint("same"))?.id).toBe("R1");
        await ledger.seal("R2");
        expect((await ledger.findByFingerprint("same"))?.id).toBe("R2");
      }));

    test("two processes that start the same command end on one run", () =>
      using(async (ledger) => {
        for (const id of ["R1", "R2"]) {
          await ledger.create(run(id, { fingerprint: "-" }));
          await ledger.addItems(id, items(2));
        }
        const sealed = await Promise.all(["R1", "R2"].map((id) => ledger.seal(id, { join: "open", fingerprint: "stdin" })));
        expect(sealed.map(({ id }) => id)).toEqual(["R1", "R1"]);
        expect(sealed[0]?.fingerprint).toBe("stdin");
        expect(await ledger.get("R2")).toBeNull();
        expect((await ledger.list({ limit: 9 })).map(({ id }) => id)).toEqual(["R1"]);
      }));

    test("a finished run is joined only when asked for", () =>
      using(async (ledger) => {
        const prepare = async (id: string): Promise<void> => {
          await ledger.create(run(id, { fingerprint: "same" }));
          await ledger.addItems(id, [item(1, result())]);
        };
        await prepare("R1");
        expect(await ledger.seal("R1")).toMatchObject({ state: "done" });
        await prepare("R2");
        expect((await ledger.seal("R2", { join: "any" })).id).toBe("R1");
        await prepare("R3");
        expect((await ledger.seal("R3", { join: "open" })).id).toBe("R3");
      }));

    test("runs are listed newest first, page by page", () =>
      using(async (ledger) => {
        for (const id of ["R1", "R2", "R3"]) await ledger.create(run(id));
        expect((await ledger.list({ limit: 2 })).map(({ id }) => id)).toEqual(["R3", "R2"]);
        expect((await ledger.list({ limit: 2, after: "R2" })).map(({ id }) => id)).toEqual(["R1"]);
      }));
  });

  describe("holding items", () => {
    test("items are taken in line order, never twice, and none beyond the end", () =>
      using(async (ledger) => {
        await open(ledger, 5);
        const [first, second, third] = await Promise.all([
          ledger.claim("R1", A, 2, SOON),
          ledger.claim("R1", B, 2, SOON),
          ledger.claim("R1", A, 2, SOON),
        ]);
        expect([lines(first), lines(second), lines(third)]).toEqual([[1, 2], [3, 4], [5]]);
        expect(first[0]).toEqual({ runId: "R1", line: 1, key: "D1", patientId: "P1", state: "held", result: null, calls: 0 });
        expect(await ledger.claim("R1", B, 2, SOON)).toEqual([]);
        expect(await ledger.holders("R1")).toEqual([
          { ...A, leaseUntil: SOON, held: 3 },
          { ...B, leaseUntil: SOON, held: 2 },
        ]);
      }));

    test("what is released can be taken again, by anyone; another's items cannot be released", () =>
      using(async (ledger) => {
        await open(ledger, 3);
        await ledger.claim("R1", A, 3, SOON);
        await ledger.release("R1", B);
        await ledger.release("R1", A, [2]);
        expect(lines(await ledger.claim("R1", B, 3, SOON))).toEqual([2]);
        await ledger.release("R1", A);
        expect(lines(await ledger.claim("R1", B, 3, SOON))).toEqual([1, 3]);
        expect((await ledger.holders("R1")).map(({ id }) => id)).toEqual(["worker-b"]);
      }));

    test("a lease that ended is reclaimed, one that was renewed is not", () =>
      using(async (ledger) => {
        await open(ledger, 4);
        await ledger.claim("R1", A, 2, SOON);
        await ledger.claim("R1", B, 2, SOON);
        await ledger.renew("R1", B, LATER);
        expect(await ledger.reclaim("R1", SOON, [])).toBe(0);
        expect(await ledger.reclaim("R1", "2026-11-23T09:05:00.001Z", [])).toBe(2);
        expect(lines(await ledger.claim("R1", B, 9, LATER))).toEqual([1, 2]);
      }));

    test("a worker known to be dead loses all it holds at once", () =>
      using(async (ledger) => {
        await open(ledger, 3);
        await ledger.claim("R1", A, 2, LATER);
        expect(await ledger.reclaim("R1", AT, ["someone", A.id])).toBe(2);
        expect(await ledger.holders("R1")).toEqual([]);
        expect((await ledger.summary("R1")).pending).toBe(3);
      }));

    test("a worker that was reclaimed too early cannot finish what another holds now", () =>
      using(async (ledger) => {
        await open(ledger, 2);
        await ledger.claim("R1", A, 2, SOON);
        await ledger.reclaim("R1", LATER, []);
        await ledger.claim("R1", B, 1, LATER);
        const late = [1, 2].map((line) => ({ line, result: result("refused") }));
        expect(await ledger.finish("R1", A, late, LATER)).toEqual([1, 2]);
        expect(await ledger.finish("R1", B, late, LATER)).toEqual([2]);
        expect((await ledger.items("R1", { afterLine: 0, limit: 9 })).map(({ state }) => state)).toEqual(["done", "pending"]);
      }));
  });

  describe("outcomes", () => {
    test("the last outcome ends the run; a second one for a line is refused", () =>
      using(async (ledger) => {
        await open(ledger, 2);
        await ledger.claim("R1", A, 2, SOON);
        const full: ItemResult = {
          outcome: "several",
          code: "02",
          status: "provisoire",
          calls: 3,
          advice: "Complétez le lieu de naissance.",
        };
        expect(await ledger.finish("R1", A, [{ line: 2, result: full }], AT)).toEqual([]);
        expect(await ledger.get("R1")).toMatchObject({ state: "open", endedAt: null });
        expect(
          await ledger.finish(
            "R1",
            A,
            [
              { line: 2, result: result() },
              { line: 1, result: result() },
            ],
            SOON,
          ),
        ).toEqual([2]);
        expect(await ledger.get("R1")).toMatchObject({ state: "done", endedAt: SOON, total: 2 });
        const [, second] = await ledger.items("R1", { afterLine: 0, limit: 9 });
        expect(second).toEqual({ runId: "R1", line: 2, key: "D2", patientId: "P2", state: "done", result: full, calls: 3 });
      }));

    test("many single results at once are all recorded", () =>
      using(async (ledger) => {
        await open(ledger, 200);
        const held = await ledger.claim("R1", A, 200, SOON);
        const lost = await Promise.all(held.map(({ line }) => ledger.finish("R1", A, [{ line, result: result() }], AT)));
        expect(lost.flat()).toEqual([]);
        expect(await ledger.summary("R1")).toMatchObject({ total: 200, pending: 0, held: 0, done: 200, calls: 200 });
        expect((await ledger.get("R1"))?.state).toBe("done");
      }));

    test("calls made without an outcome are remembered by the item and the run", () =>
      using(async (ledger) => {
        await open(ledger, 1);
        await ledger.claim("R1", A, 1, SOON);
        await ledger.addCalls("R1", 1, 2);
        await ledger.release("R1", A);
        expect((await ledger.claim("R1", B, 1, SOON))[0]?.calls).toBe(2);
        expect((await ledger.summary("R1")).calls).toBe(2);
        await ledger.finish("R1", B, [{ line: 1, result: result("found", 3) }], AT);
        expect((await ledger.summary("R1")).calls).toBe(3);
      }));

    test("errors are put back to work and keep their calls; final outcomes stay", () =>
      using(async (ledger) => {
        await open(ledger, 3);
        await ledger.claim("R1", A, 3, SOON);
        const outcomes: Outcome[] = ["error", "found", "error"];
        await ledger.finish(
          "R1",
          A,
          outcomes.map((outcome, index) => ({ line: index + 1, result: result(outcome, 2) })),
          AT,
        );
        expect(await ledger.reopen("R1", "error")).toBe(2);
        expect(await ledger.get("R1")).toMatchObject({ state: "open", endedAt: null });
        const again = await ledger.claim("R1", B, 9, LATER);
        expect(again.map(({ line, calls, result: none }) => [line, calls, none])).toEqual([
          [1, 2, null],
          [3, 2, null],
        ]);
        expect(await ledger.reopen("R1", "error")).toBe(0);
      }));

    test("a review is decided once", () =>
      using(async (ledger) => {
        await open(ledger, 2);
        await ledger.claim("R1", A, 2, SOON);
        await ledger.finish(
          "R1",
          A,
          [
            { line: 1, result: result("review", 2) },
            { line: 2, result: result() },
          ],
          AT,
        );
        expect(await ledger.resolveReview("R1", 2, result("refused"))).toBe(false);
        expect(await ledger.resolveReview("R1", 1, result("found", 2))).toBe(true);
        expect(await ledger.resolveReview("R1", 1, result("refused", 2))).toBe(false);
        expect((await ledger.summary("R1")).byOutcome).toMatchObject({ found: 2, review: 0, refused: 0 });
      }));

    test("items are read in line order after a line, all or by outcome", () =>
      using(async (ledger) => {
        await ledger.create(run());
        await ledger.addItems("R1", [item(40, result("error")), item(7), item(12, result("refused")), item(9, result("error"))]);
        await ledger.seal("R1");
        expect(lines(await ledger.items("R1", { afterLine: 0, limit: 3 }))).toEqual([7, 9, 12]);
        expect(lines(await ledger.items("R1", { afterLine: 12, limit: 3 }))).toEqual([40]);
        expect(lines(await ledger.items("R1", { afterLine: 0, limit: 9, outcomes: ["error"] }))).toEqual([9, 40]);
        expect(lines(await ledger.items("R1", { afterLine: 0, limit: 9, outcomes: [] }))).toEqual([]);
      }));
  });

  test("the summary always agrees with the items, and no item is held twice or lost", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("claim" as const), by: fc.constantFrom(A, B), count: fc.nat(4) }),
      fc.record({
        do: fc.constant("finish" as const),
        by: fc.constantFrom(A, B),
        line: fc.integer({ min: 1, max: 12 }),
        outcome: fc.constantFrom<Outcome>("found", "not_found", "several", "review", "refused", "error"),
        calls: fc.nat(3),
      }),
      fc.record({
        do: fc.constant("release" as const),
        by: fc.constantFrom(A, B),
        line: fc.option(fc.integer({ min: 1, max: 12 })),
      }),
      fc.record({ do: fc.constant("reclaim" as const), by: fc.constantFrom(A, B) }),
      fc.record({ do: fc.constant("reopen" as const) }),
      fc.record({ do: fc.constant("resolve" as const), line: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ do: fc.constant("addCalls" as const), line: fc.integer({ min: 1, max: 14 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) =>
        using(async (ledger) => {
          await open(ledger, 12);
          const holder = new Map<number, string>();
          for (const s of steps) {
            if (s.do === "claim") {
              for (const { line } of await ledger.claim("R1", s.by, s.count, SOON)) {
                expect(holder.has(line)).toBe(false);
                holder.set(line, s.by.id);
              }
            } else if (s.do === "finish") {
              const lost = await ledger.finish("R1", s.by, [{ line: s.line, result: result(s.outcome, s.calls) }], AT);
              expect(lost).toEqual(holder.get(s.line) === s.by.id ? [] : [s.line]);
              if (lost.length === 0) holder.delete(s.line);
            } else if (s.do === "release") {
              await ledger.release("R1", s.by, s.line === null ? undefined : [s.line]);
              for (const [line, by] of holder) if (by === s.by.id && (s.line === null || s.line === line)) holder.delete(line);
            } else if (s.do === "reclaim") {
              const mine = [...holder].filter(([, by]) => by === s.by.id);
              expect(await ledger.reclaim("R1", AT, [s.by.id])).toBe(mine.length);
              for (const [line] of mine) holder.delete(line);
            } else if (s.do === "reopen") await ledger.reopen("R1", "error");
            else if (s.do === "resolve") await ledger.resolveReview("R1", s.line, result("refused"));
            else await ledger.addCalls("R1", s.line, 1);
          }
          const all = await ledger.items("R1", { afterLine: 0, limit: 99 });
          const state = (name: string) => all.filter((one) => one.state === name).length;
          const summary = await ledger.summary("R1");
          expect(summary).toMatchObject({ total: 12, pending: state("pending"), held: holder.size, done: state("done") });
          expect(state("held")).toBe(holder.size);
          expect(summary.calls).toBe(all.reduce((sum, one) => sum + one.calls, 0));
          for (const [outcome, count] of Object.entries(summary.byOutcome)) {
            expect(all.filter((one) => one.result?.outcome === outcome)).toHaveLength(count);
          }
          expect((await ledger.get("R1"))?.state).toBe(state("done") === 12 ? "done" : "open");
        }),
      ),
      { numRuns: 40 },
    );
  });
}
