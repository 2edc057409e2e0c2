import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { Connection } from "../../src/store/connection.js";
import { openPatients } from "../../src/store/patients/store.js";
import { openTraces } from "../../src/store/traces.js";
import { clock, failure, patient, rawDatabase, reopen, tempFolder, tempStore, trace } from "./support.js";

/** Transactions in the write-ahead log: a frame whose header names the size of the file ends one (SQLite file format, 4.1). */
function commits(path: string): number {
  const log = readFileSync(`${path}-wal`);
  const pageSize = log.readUInt32BE(8);
  const salt = log.subarray(16, 24);
  let count = 0;
  for (let frame = 32; frame + 24 <= log.length; frame += 24 + pageSize) {
    if (log.subarray(frame + 8, frame + 16).equals(salt) && log.readUInt32BE(frame + 4) > 0) count++;
  }
  return count;
}

/** A second connection with its own limits, over a store that exists. */
function connect(path: string, tune: (database: Database.Database) => void, timeout = 10_000): Connection {
  const database = rawDatabase(path);
  database.pragma(`busy_timeout = ${timeout}`);
  tune(database);
  const connection = new Connection(database, path);
  onTestFinished(() => connection.close());
  return connection;
}

describe("shared commits", () => {
  test("writes of one turn of the event loop are one transaction, whatever their ports", async () => {
    const store = tempStore();
    const before = commits(store.path);
    await Promise.all([
      ...Array.from({ length: 50 }, (_, index) => store.traces.append([trace({ code: `${index}` })])),
      store.patients.save({ inserts: [patient()] }),
      store.settings.set("x", 1),
    ]);
    expect(commits(store.path)).toBe(before + 1);
    const codes = (await store.traces.list({ limit: 99 })).map(({ code }) => code);
    expect(codes).toEqual(Array.from({ length: 50 }, (_, index) => `${index}`));
  });

  test("a write is on the disk, for any process, when it resolves", async () => {
    const store = tempStore();
    const other = reopen(store.path);
    for (let times = 0; times < 5; times++) {
      await store.traces.append([trace()]);
      expect(await other.traces.list({ limit: 99 })).toHaveLength(times + 1);
    }
  });
});

describe("when SQLite cannot write", () => {
  test("a full disk refuses everything of the transaction, says so, and keeps what was there", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient()] });
    const small = connect(store.path, (database) => {
      database.pragma(`max_page_count = ${Number(database.pragma("page_count", { simple: true })) + 20}`);
    });
    const patients = openPatients(small, clock);
    const many = { inserts: Array.from({ length: 5000 }, () => patient()) };
    const outcomes = await Promise.allSettled([patients.save(many), openTraces(small).append([trace()])]);
    expect(outcomes[0]).toMatchObject({ status: "rejected", reason: { kind: "storage", code: "storage.full" } });
    expect(await store.patients.count()).toBe(1);
    await patients.save({ inserts: [patient()] });
    expect(await store.patients.count()).toBe(2);
  });

  test("a store that another command keeps for too long is a French error", async () => {
    const store = tempStore();
    const holder = rawDatabase(store.path);
    onTestFinished(() => {
      holder.close();
    });
    holder.exec("BEGIN IMMEDIATE");
    const impatient = connect(store.path, () => {}, 30);
    expect(await failure(openTraces(impatient).append([trace()]))).toMatchObject({ kind: "storage", code: "storage.busy" });
    holder.exec("ROLLBACK");
    await openTraces(impatient).append([trace()]);
    expect(await store.traces.list({ limit: 9 })).toHaveLength(1);
  });

  test("it waits for a command that ends in time", async () => {
    const folder = tempFolder();
    const store = reopen(join(folder, "cabinet.db"), { create: true });
    const other = reopen(store.path);
    const writes = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? store : other).settings.set(`k${index}`, index));
    await Promise.all(writes);
    expect((await store.settings.all()).size).toBe(40);
  });
});

describe("statistics", () => {
  test("those of a new journal never make it be read whole for each page, once it is long", async () => {
    const store = tempStore();
    await store.traces.append([trace(), trace()]);
    await store.close();
    const raw = rawDatabase(store.path);
    const plan = () => {
      const sql = "EXPLAIN QUERY PLAN SELECT * FROM traces WHERE id > ? ORDER BY id LIMIT 1";
      return (raw.prepare(sql).all(5) as { detail: string }[]).map(({ detail }) => detail).join();
    };
    raw.exec("ANALYZE");
    expect(plan()).toContain("SCAN");
    await reopen(store.path).close();
    // Another connection reads them when it opens.
    raw.exec("ANALYZE sqlite_schema");
    expect(plan()).toContain("SEARCH");
  });
});

test("a journal that grew since the cabinet was made is looked into by its numbers, not walked", async () => {
  const path = join(tempFolder(), "cabinet.db");
  const first = reopen(path, { create: true });
  await first.traces.append([trace()]);
  await first.traces.list({ limit: 1, kinds: ["ins.accessed"] });
  await first.close();
  const second = reopen(path);
  await second.traces.append(Array.from({ length: 2_000 }, () => trace()));
  await second.close();
  const raw = rawDatabase(path);
  const plan = raw
    .prepare<[number], { detail: string }>("EXPLAIN QUERY PLAN SELECT * FROM traces WHERE id > ? ORDER BY id LIMIT 1")
    .all(1_000);
  expect(plan.map(({ detail }) => detail)).toEqual(["SEARCH traces USING INTEGER PRIMARY KEY (rowid>?)"]);
});
