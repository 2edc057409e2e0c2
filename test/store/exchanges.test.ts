import { expect, test } from "vitest";
import type { ExchangeFact } from "../../src/domain/exchange/exchange.js";
import { gapNotice } from "../../src/services/exchange/gaps.js";
import { tempStore, trace } from "./support.js";

const fact = (rest: Partial<ExchangeFact> = {}): ExchangeFact => ({
  ...{
    service: "dmp",
    state: "sent",
    exchange: "O1",
    document: "D1",
    lineage: "1.2^1",
    type: "11488-4",
    identityStatus: "qualifiee",
  },
  ...{ testOid: true, rpps: "10000000018", finess: "750000001", others: null, cause: null },
  ...rest,
});
const settled = (at: string, ...exchange: ExchangeFact[]) =>
  trace({ kind: "outbox.settled", at, data: { outbox: exchange[0]?.exchange, exchange } });
const report = (at: string, ...exchange: ExchangeFact[]) =>
  trace({ kind: "mss.report", at, data: { outbox: exchange[0]?.exchange, exchange } });

test("a deposit that is accepted is a line and a cell, of the day of the practice's clock", async () => {
  const { exchanges, traces } = tempStore({ zone: () => 60 });
  await traces.append([settled("2026-10-31T23:30:00.000Z", fact())]);
  expect(await exchanges.cells({})).toEqual([
    {
      ...{ month: "2026-11", service: "dmp", state: "sent", notCounted: null, qualified: true, type: "11488-4", cause: null },
      ...{ rpps: "10000000018", finess: "750000001", count: 1 },
    },
  ]);
  const [line] = await exchanges.lines({ limit: 9 });
  expect(line).toMatchObject({ id: "E1", trace: "T1", day: "2026-11-01", notCounted: null, exchange: "O1", document: "D1" });
  expect(await exchanges.cells({ to: "2026-10-31" })).toEqual([]);
  expect(await exchanges.known()).toEqual({ finess: ["750000001"], rpps: ["10000000018"] });
  expect(await exchanges.verify()).toEqual({ entries: 1, differing: 0 });
});

test("a message that comes back is a failure of the day when it was sent, and the next version counts in its place", async () => {
  const { exchanges, traces } = tempStore({ zone: () => 0 });
  const pro = (rest: Partial<ExchangeFact>) => fact({ service: "mss-pro", others: 1, ...rest });
  const count = async (asOf?: string) =>
    (await exchanges.cells(asOf === undefined ? {} : { asOf })).map(({ month, state, notCounted, count }) => [
      month,
      state,
      notCounted,
      count,
    ]);
  await traces.append([settled("2026-01-31T10:00:00.000Z", pro({}))]);
  await traces.append([settled("2026-02-03T10:00:00.000Z", pro({ exchange: "O2", document: "D2" }))]);
  expect(await count()).toEqual([
    ["2026-01", "sent", null, 1],
    ["2026-02", "sent", "replacement", 1],
  ]);
  await traces.append([
    report("2026-02-05T10:00:00.000Z", pro({ state: "failed", cause: "5.1.1", identityStatus: "provisoire" })),
  ]);
  expect(await count()).toEqual([
    ["2026-01", "failed", null, 1],
    ["2026-02", "sent", null, 1],
  ]);
  expect(await count("2026-02-04")).toEqual([
    ["2026-01", "sent", null, 1],
    ["2026-02", "sent", "replacement", 1],
  ]);
  await traces.append([report("2026-02-06T10:00:00.000Z", pro({}))]);
  expect(await count()).toEqual([
    ["2026-01", "sent", null, 1],
    ["2026-02", "sent", "replacement", 1],
  ]);
  expect(await count("2026-02-05")).toEqual([
    ["2026-01", "failed", null, 1],
    ["2026-02", "sent", null, 1],
  ]);
  expect(
    (await exchanges.lines({ limit: 9, asOf: "2026-02-05" })).map(({ exchange, state, notCounted, trace: t }) => [
      exchange,
      state,
      notCounted,
      t,
    ]),
  ).toEqual([
    ["O2", "sent", null, "T2"],
    ["O1", "failed", null, "T3"],
  ]);
  expect((await exchanges.verify()).differing).toBe(0);
  const before = await exchanges.lines({ limit: 9 });
  await exchanges.rebuild();
  expect(await exchanges.lines({ limit: 9 })).toEqual(before);
});

test("a document that left before its identity was qualified, and again after, is one that counts as qualified", async () => {
  const { exchanges, traces } = tempStore({ zone: () => 0 });
  const sums = async (asOf?: string) =>
    (await exchanges.cells(asOf === undefined ? {} : { asOf })).map((cell) => [cell.month, cell.notCounted, cell.qualified]);
  const pro = (rest: Partial<ExchangeFact>) => fact({ service: "mss-pro", others: 1, ...rest });
  await traces.append([settled("2026-01-31T10:00:00.000Z", pro({ identityStatus: "provisoire" }))]);
  await traces.append([settled("2026-02-03T10:00:00.000Z", pro({ exchange: "O2", document: "D2" }))]);
  await traces.append([settled("2026-02-04T10:00:00.000Z", pro({ exchange: "O3", document: "D3" }))]);
  expect(await sums()).toEqual([
    ["2026-01", "replacement", false],
    ["2026-02", null, true],
    ["2026-02", "replacement", true],
  ]);
  expect(await sums("2026-02-02")).toEqual([["2026-01", null, false]]);
  await traces.append([
    report("2026-02-05T10:00:00.000Z", pro({ exchange: "O2", document: "D2", state: "failed", cause: "5.1.1" })),
  ]);
  await traces.append([
    report("2026-02-05T11:00:00.000Z", pro({ exchange: "O3", document: "D3", state: "failed", cause: "5.1.1" })),
  ]);
  expect(await sums()).toEqual([
    ["2026-01", null, false],
    ["2026-02", null, true],
  ]);
  expect((await exchanges.verify()).differing).toBe(0);
});

test("who has no figure left is nobody who is known: a deposit refused to one was made by another", async () => {
  const { exchanges, traces } = tempStore({ zone: () => 0 });
  await traces.append([settled("2026-01-31T10:00:00.000Z", fact({ state: "failed", cause: "dmp.absent", rpps: "10000000026" }))]);
  expect((await exchanges.known()).rpps).toEqual(["10000000026"]);
  await traces.append([settled("2026-02-03T10:00:00.000Z", fact({ exchange: "O2" }))]);
  expect((await exchanges.known()).rpps).toEqual(["10000000018"]);
});

test("a cabinet that went back to a backup tells of which days exchanges may be missing, by the practice's clock", async () => {
  const { exchanges, traces } = tempStore({ zone: () => 120 });
  expect(await exchanges.gaps()).toEqual([]);
  const data = { patients: 1, sha256: "0", madeAt: "2026-05-01T22:30:00.000Z", keyId: "k" };
  await traces.append([trace({ kind: "cabinet.restored", at: "2026-05-10T09:00:00.000Z", data })]);
  expect(await exchanges.gaps()).toEqual([{ from: "2026-05-02", to: "2026-05-10" }]);
  for (const [days, isTold] of [
    [{}, true],
    [{ from: "2026-05-10" }, true],
    [{ from: "2026-05-11" }, false],
    [{ from: "2026-01-01", to: "2026-05-01" }, false],
    [{ from: "2026-05-04", to: "2026-05-05" }, true],
  ] as const)
    expect((await gapNotice({ exchanges }, days)) !== null).toBe(isTold);
  expect(await gapNotice({ exchanges }, {})).toContain("restauré le 10/05/2026 d'une sauvegarde du 02/05/2026");
});
