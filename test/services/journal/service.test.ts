import { describe, expect, test } from "vitest";
import { planPurge, purgeJournal } from "../../../src/services/journal/purge.js";
import { exportJournal, listJournal } from "../../../src/services/journal/read.js";
import { verifyJournal } from "../../../src/services/journal/verify.js";
import { openDatabase } from "../../../src/store/open.js";
import type { TraceKind } from "../../../src/store/traces.port.js";
import { trace } from "../../store/support.js";
import { TEST_KEY } from "../../support/key.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";

const NOW = "2026-11-25T18:00:00.000Z";
const clock = { now: () => new Date(NOW), sleep: async () => {} };

async function cabinetWith(...lines: readonly (readonly [TraceKind, string])[]): Promise<TestCabinet> {
  const cabinet = { ...(await testCabinet()), clock };
  await cabinet.traces.append(lines.map(([kind, at]) => trace({ kind, at })));
  return cabinet;
}

function edit(cabinet: TestCabinet, sql: string): void {
  const database = openDatabase(cabinet.path, TEST_KEY, { readOnly: false });
  database.exec(`DROP TRIGGER traces_never_change; ${sql}`);
  database.close();
}

describe("list", () => {
  test("gives the newest first, page by page", async () => {
    const cabinet = await cabinetWith(...Array.from({ length: 5 }, () => ["run.ended", NOW] as const));
    const ids = async (after?: string) => {
      const { entries, next } = await listJournal(cabinet, {}, { limit: 2, after });
      return [entries.map(({ id }) => id), next];
    };
    expect(await ids()).toEqual([["T5", "T4"], "T4"]);
    expect(await ids("T4")).toEqual([["T3", "T2"], "T2"]);
    expect(await ids("t2")).toEqual([["T1"], null]);
    await expect(ids("hier")).rejects.toMatchObject({ kind: "usage", code: "journal.after" });
  });
});

describe("export", () => {
  test("is told before its first line, with what was asked, and does not hold itself", async () => {
    const cabinet = await cabinetWith(...Array.from({ length: 1200 }, () => ["run.ended", NOW] as const), ["ins.accessed", NOW]);
    const filter = { kinds: ["run.ended"] as const, from: "2026-11-01T00:00:00.000Z", rpps: undefined };
    const { lines, entries, head } = await exportJournal(cabinet, filter, "csv");
    expect(lines).toBe(1200);
    expect(head.seq).toBe(1202);
    const [told] = (await listJournal(cabinet, {}, { limit: 1 })).entries;
    expect(told).toMatchObject({
      kind: "journal.exported",
      user: "U1",
      details: { format: "csv", lines: 1200, from: "2026-11-01T00:00:00.000Z" },
    });
    let count = 0;
    for await (const entry of entries) {
      count += 1;
      expect(entry).toMatchObject({ seq: count, kind: "run.ended" });
    }
    expect(count).toBe(1200);
    expect(await verifyJournal(cabinet, { expect: `${head.seq}:${head.digest}` })).toMatchObject({
      broken: null,
      witness: "found",
    });
  });
});

describe("verify", () => {
  test("a head whose line was purged cannot be compared, and it is said", async () => {
    const cabinet = await cabinetWith(["session.opened", "2020-01-01T00:00:00.000Z"]);
    const first = await cabinet.journal.head();
    await cabinet.traces.append([trace({ kind: "session.closed", at: "2020-01-01T00:00:00.000Z" })]);
    const second = await cabinet.journal.head();
    await cabinet.traces.append([trace({ kind: "run.ended", at: "2026-11-24T17:00:00.000Z" })]);
    await purgeJournal(cabinet, await planPurge(cabinet), { force: false });
    const expectOf = (head: typeof first) => verifyJournal(cabinet, { expect: `${head.seq}:${head.digest}` });
    await expect(expectOf(first)).rejects.toMatchObject({ kind: "input", code: "journal.witness_purged", details: { seq: 1 } });
    expect(await expectOf(second)).toMatchObject({ witness: "found" });
  });

  test("stops when it is interrupted", async () => {
    const cabinet = await cabinetWith(["run.ended", NOW]);
    await expect(verifyJournal(cabinet, { interrupted: AbortSignal.abort() })).rejects.toMatchObject({ kind: "interrupted" });
  });
});

/** A cabinet at work: a purge believes the clock. */
const YESTERDAY = ["run.ended", "2026-11-24T17:00:00.000Z"] as const;

describe("purge", () => {
  const OLD: readonly (readonly [TraceKind, string])[] = [
    ["session.opened", "2023-11-25T17:59:59.999Z"],
    ["session.refused", "2023-11-25T18:00:00.000Z"],
    ["ins.accessed", "2006-11-25T17:59:59.999Z"],
    ["patient.created", "2006-11-25T17:59:59.999Z"],
    ["user.added", "2016-11-25T17:59:59.999Z"],
    ["journal.exported", "2016-11-25T18:00:00.000Z"],
  ];

  test("takes each class at its own age, to the millisecond, and never a purge", async () => {
    const cabinet = await cabinetWith(...OLD, YESTERDAY);
    const plan = await planPurge(cabinet, () => 60);
    expect(plan.classes.map(({ id, retention, before, lines }) => [id, retention, before, lines])).toEqual([
      ["identity", "20 ans", "2006-11-25T19:00:00.000+01:00", 1],
      ["access", "20 ans", "2006-11-25T19:00:00.000+01:00", 1],
      ["session", "36 mois", "2023-11-25T19:00:00.000+01:00", 1],
      ["administration", "10 ans", "2016-11-25T19:00:00.000+01:00", 1],
      ["exchange", "10 ans", "2016-11-25T19:00:00.000+01:00", 0],
    ]);
    expect(plan.rules.flatMap(({ kinds }) => kinds)).not.toContain("journal.purged");
    const { removed, head } = await purgeJournal(cabinet, plan, { force: false });
    expect([removed, head.seq]).toEqual([4, 8]);
    const { entries } = await listJournal(cabinet, {}, { limit: 9 });
    expect(entries.map(({ kind }) => kind)).toEqual(["journal.purged", "run.ended", "journal.exported", "session.refused"]);
    expect(entries[0]?.details).toMatchObject({ removed: 4, verified: true, classes: { session: 1, exchange: 0 } });
    expect(await planPurge(cabinet)).toMatchObject({ total: 0 });
    expect(await verifyJournal(cabinet)).toMatchObject({ broken: null, purged: 4 });
  });

  test("follows the settings of the cabinet, and refuses one that it cannot read", async () => {
    const cabinet = await cabinetWith(["session.opened", "2026-01-01T00:00:00.000Z"]);
    await cabinet.settings.set("journal.retention.session", "6 mois");
    expect(await planPurge(cabinet)).toMatchObject({ total: 1 });
    for (const wrong of ["1 mois", "toujours", 12, null]) {
      await cabinet.settings.set("journal.retention.session", wrong);
      const plan = planPurge(cabinet);
      if (wrong === null) expect(await plan).toMatchObject({ total: 0 });
      else await expect(plan).rejects.toMatchObject({ kind: "config", code: "journal.retention" });
    }
  });

  test("of a broken journal is refused, unless forced, which is told", async () => {
    const cabinet = await cabinetWith(["session.opened", "2020-01-01T00:00:00.000Z"], YESTERDAY);
    edit(cabinet, "UPDATE traces SET user_id = 'U9' WHERE id = 2");
    const plan = await planPurge(cabinet);
    await expect(purgeJournal(cabinet, plan, { force: false })).rejects.toMatchObject({
      kind: "refused",
      code: "journal.broken",
    });
    expect((await cabinet.journal.head()).seq).toBe(2);
    expect(await purgeJournal(cabinet, plan, { force: true })).toMatchObject({ removed: 1 });
    const [told] = (await listJournal(cabinet, {}, { limit: 1 })).entries;
    expect(told?.details).toMatchObject({ removed: 1, verified: false });
    expect((await verifyJournal(cabinet)).broken).toEqual({ seq: 2, fault: "content" });
  });

  const MS = 1;
  const DAY = 24 * 60 * 60 * 1000;
  const ago = (ms: number) => new Date(Date.parse(NOW) - ms).toISOString();
  const OLD_SESSION = ["session.opened", "2020-01-01T00:00:00.000Z"] as const;
  test.each([
    ["a year of silence, but for the login of today", [ago(365 * DAY), ago(60_000)], "ahead"],
    ["more than 31 days of silence", [ago(31 * DAY + MS)], "ahead"],
    ["31 days of silence", [ago(31 * DAY)], null],
    ["a line of a day ago", [ago(365 * DAY), ago(DAY + MS)], null],
    ["a line of this very moment", [ago(2 * DAY), NOW], null],
    ["a line of later", [ago(2 * DAY), ago(-MS)], "behind"],
  ] as const)("%s: the clock is believed, or the purge is refused unless forced, which is told", async (_, dates, doubt) => {
    const cabinet = await cabinetWith(OLD_SESSION, ...dates.map((at) => ["run.ended", at] as const));
    const plan = await planPurge(cabinet);
    const head = await cabinet.journal.head();
    if (doubt !== null) {
      const refused = purgeJournal(cabinet, plan, { force: false });
      await expect(refused).rejects.toMatchObject({ kind: "refused", code: "journal.purge_clock", details: { clock: doubt } });
      await expect(refused).rejects.toMatchObject({ advice: expect.stringContaining("segur journal purge --force") });
      expect(await cabinet.journal.head()).toEqual(head);
    }
    expect(await purgeJournal(cabinet, plan, { force: doubt !== null })).toMatchObject({ removed: 1 });
    const [told] = (await listJournal(cabinet, { kinds: ["journal.purged"] }, { limit: 1 })).entries;
    expect(told?.details.clock).toBe(doubt ?? undefined);
  });
});
