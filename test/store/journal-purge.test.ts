import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JournalFault, PurgeRequest, PurgeRule } from "../../src/store/journal.port.js";
import type { Store } from "../../src/store/open.js";
import type { TraceKind } from "../../src/store/traces.port.js";
import { actor, NOW, patient, rawDatabase, reopen, tempStore, trace } from "./support.js";

const rule = (name: string, kinds: readonly TraceKind[], before: string, sincePatientLastSeen = false): PurgeRule => ({
  name,
  kinds,
  before,
  sincePatientLastSeen,
});
const request = (...rules: readonly PurgeRule[]): PurgeRequest => ({ rules, at: NOW, actor, data: { upTo: "2020" } });

const SESSIONS = rule("session", ["session.opened", "session.closed"], "2020-01-01T00:00:00.000Z");
const ACCESSES = rule("access", ["ins.accessed"], "2015-01-01T00:00:00.000Z");

/** Twelve lines: 1-3 and 5-6 are old sessions, 8 an old access, the rest stays. */
async function journal(): Promise<Store> {
  const store = tempStore();
  const line = (kind: TraceKind, year: number) =>
    trace({ kind, at: `${year}-06-01T10:00:00.000Z`, data: { secret: "QUETZALINE" } });
  await store.traces.append([
    line("session.opened", 2010),
    line("session.closed", 2010),
    line("session.opened", 2011),
    line("patient.created", 2011),
    line("session.closed", 2012),
    line("session.opened", 2012),
    line("patient.updated", 2013),
    line("ins.accessed", 2014),
    line("ins.accessed", 2016),
    line("session.closed", 2021),
    line("patient.updated", 2021),
    line("run.ended", 2022),
  ]);
  return store;
}

const places = async ({ journal: each }: Store) => (await each.page({ limit: 99, order: "oldest" })).map(({ seq }) => seq);

function byHand(store: Store, sql: string): void {
  const database = rawDatabase(store.path);
  database.exec("DROP TRIGGER traces_never_change; DROP TRIGGER traces_never_go");
  database.exec(sql);
  database.close();
}

describe("purge", () => {
  test("takes what is beyond its retention, tells it in one line, and the chain holds", async () => {
    const store = await journal();
    const rules = [SESSIONS, ACCESSES, rule("exchange", [], NOW)];
    const outcome = { removed: { session: 5, access: 1, exchange: 0 }, total: 6 };
    expect(await store.journal.expired(rules)).toEqual(outcome);
    expect(await places(store)).toHaveLength(12);
    const kept = await store.journal.head();
    expect(await store.journal.purge(request(...rules))).toEqual(outcome);
    expect(await places(store)).toEqual([4, 7, 9, 10, 11, 12, 13]);
    const verification = await store.journal.verify({ witness: kept });
    expect(verification).toMatchObject({ lines: 7, purged: 6, broken: null, witness: "found", head: { seq: 13 } });
    const [told] = await store.journal.page({ limit: 1, order: "newest" });
    expect(told).toMatchObject({
      kind: "journal.purged",
      at: NOW,
      actor,
      data: { upTo: "2020", classes: { session: 5, access: 1, exchange: 0 }, removed: 6 },
    });
  });

  test("with nothing to take, writes nothing", async () => {
    const store = await journal();
    const none = rule("session", ["session.opened"], "2000-01-01T00:00:00.000Z");
    expect(await store.journal.purge(request(none))).toEqual({ removed: { session: 0 }, total: 0 });
    expect((await store.journal.head()).seq).toBe(12);
    expect(await store.journal.purge(request())).toEqual({ removed: {}, total: 0 });
  });

  test("purges after purges, of neighbours and of the end, still hold, and lines go on", async () => {
    const store = await journal();
    await store.journal.purge(request(SESSIONS));
    await store.journal.purge(request(ACCESSES, rule("run", ["run.ended"], NOW)));
    await store.traces.append([trace()]);
    await store.journal.purge(
      request(rule("all", ["patient.created", "patient.updated", "ins.accessed", "session.closed"], "2999")),
    );
    expect(await places(store)).toEqual([13, 14, 16]);
    expect(await store.journal.verify()).toMatchObject({ lines: 3, purged: 13, broken: null });
    await store.traces.append([trace()]);
    await store.close();
    const again = reopen(store.path);
    expect(await again.journal.verify()).toMatchObject({ lines: 4, purged: 13, broken: null });
  });

  test("leaves nothing of the content in the files", async () => {
    const store = await journal();
    await store.journal.purge(
      request(
        rule("all", [...new Set((await store.journal.page({ limit: 99, order: "oldest" })).map(({ kind }) => kind))], "2999"),
      ),
    );
    for (const file of [store.path, `${store.path}-wal`]) expect(readFileSync(file).includes("QUETZALINE")).toBe(false);
    expect(await store.journal.verify()).toMatchObject({ lines: 1, purged: 12, broken: null });
  });

  test("keeps the lines of a patient about whom anything happened since, or who came since", async () => {
    const store = tempStore({ clock: { now: () => new Date("2005-01-01T00:00:00.000Z") } });
    await store.patients.save({ inserts: [patient(), patient({}, { lastSeen: "2019-05-02" }), patient()] });
    const old = { kind: "patient.updated", at: "2005-01-01T00:00:00.000Z" } as const;
    await store.traces.append([
      trace({ ...old, patientId: "P1" }),
      trace({ ...old, patientId: "P2" }),
      trace({ ...old, patientId: "P3" }),
      trace({ ...old }),
      trace({ kind: "ins.accessed", at: "2018-01-01T00:00:00.000Z", patientId: "P3" }),
    ]);
    const identity = rule("identity", ["patient.updated"], "2010-01-01T00:00:00.000Z", true);
    await store.journal.purge(request(identity));
    expect(await places(store)).toEqual([2, 3, 5, 6]);
    expect(await store.journal.verify()).toMatchObject({ broken: null });
  });

  test("a walk that a purge meets on its way starts again", async () => {
    const store = tempStore();
    const lines = (count: number, kind: TraceKind) =>
      Array.from({ length: count }, () => trace({ kind, at: "2010-01-01T00:00:00.000Z" }));
    await store.traces.append([
      ...lines(1500, "session.opened"),
      ...lines(3000, "patient.created"),
      ...lines(500, "session.closed"),
    ]);
    const other = reopen(store.path);
    const states: number[] = [];
    let purge: Promise<unknown> | undefined;
    const verification = await store.journal.verify({
      onPage: (done) => {
        states.push(done);
        purge ??= other.journal.purge(request(SESSIONS));
      },
    });
    await purge;
    expect(verification).toMatchObject({ lines: 3001, purged: 2000, broken: null });
    expect(states.length).toBeGreaterThan(3);
  });

  const CASES: readonly (readonly [what: string, sql: string, seq: number, fault: JournalFault])[] = [
    ["its line taken away", "DELETE FROM traces WHERE id = 13", 1, "purge"],
    ["its line changed", "UPDATE traces SET data = replace(data, '\"removed\":6', '\"removed\":7') WHERE id = 13", 13, "content"],
    ["a range taken away", "DELETE FROM journal_purged WHERE first = 5", 5, "missing"],
    ["all ranges taken away", "DELETE FROM journal_purged", 1, "missing"],
    ["a range made longer, over a line that is there", "UPDATE journal_purged SET last = 7 WHERE first = 5", 7, "extra"],
    [
      "a line passed off as purged",
      "UPDATE journal_purged SET last = 7, digest = (SELECT digest FROM traces WHERE id = 7) WHERE first = 5; DELETE FROM traces WHERE id = 7; DELETE FROM journal_purged WHERE first = 8; UPDATE journal_purged SET last = 8, digest = (SELECT digest FROM journal_purged WHERE first = 1) WHERE first = 5",
      9,
      "content",
    ],
    [
      "one more line passed off as purged",
      "INSERT INTO journal_purged SELECT id, id, digest, 13 FROM traces WHERE id = 11; DELETE FROM traces WHERE id = 11",
      13,
      "purge",
    ],
    ["a range made shorter", "UPDATE journal_purged SET last = 2 WHERE first = 1", 3, "missing"],
    ["a range that ends before it starts", "UPDATE journal_purged SET last = 0 WHERE first = 1", 1, "purge"],
    [
      "another digest",
      "UPDATE journal_purged SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE first = 5",
      7,
      "content",
    ],
    ["another purge", "UPDATE journal_purged SET purge = 12 WHERE first = 5", 5, "purge"],
    [
      "a purged line put back",
      "INSERT INTO traces SELECT 6, kind, at, zone, user_id, rpps, auth_mode, patient_id, run_id, message_id, code, data, salt, digest FROM traces WHERE id = 4",
      6,
      "extra",
    ],
  ];
  test.each(CASES)("tampered with: %s", async (_, sql, seq, fault) => {
    const store = await journal();
    await store.journal.purge(request(SESSIONS, ACCESSES));
    byHand(store, sql);
    expect((await store.journal.verify()).broken).toEqual({ seq, fault });
  });
});
