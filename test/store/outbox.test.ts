import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import type { NewOutboxItem } from "../../src/store/outbox.port.js";
import { bundle } from "./bundle.js";
import { failure, NOW, reopen, tempStore, trace } from "./support.js";

const LATER = "2026-11-23T10:00:00.000Z";
const LEASE = { now: NOW, leaseUntil: "2100-01-01T00:00:00.000Z" };
const machine = (pid: number, alive = true, host = "here") => ({ host, pid, isAlive: () => alive });

const item = (key: string, rest: Partial<NewOutboxItem> = {}): NewOutboxItem => ({
  kind: "dmp.submit",
  key,
  patientId: "P1",
  documents: ["D1"],
  payload: { metadata: "<x/>" },
  contents: [],
  createdAt: NOW,
  createdBy: "U1",
  ...rest,
});

describe("a line", () => {
  test("whose key is there already is refused, and its traces with it; so is one that names a content that is not there", async () => {
    const { outbox, traces } = tempStore();
    expect(await outbox.add(item("k"))).not.toBeNull();
    expect(await outbox.add(item("k"), [trace({ kind: "outbox.queued" })])).toBeNull();
    expect(await failure(outbox.add(item("l", { contents: ["0".repeat(64)] })))).toMatchObject({
      code: "document.content_missing",
    });
    expect(await traces.list({ limit: 9 })).toEqual([]);
    expect(await outbox.byKey("l")).toBeNull();
  });

  test("is written after a look, in the same transaction, at those that carry the same documents", async () => {
    const { outbox, traces } = tempStore();
    await outbox.add(item("k", { documents: ["D1", "D2"] }));
    await outbox.add(item("l", { documents: ["D3"] }));
    expect((await outbox.carrying("D2")).map(({ id }) => id)).toEqual(["O1"]);
    const seen: string[] = [];
    const refused = outbox.add(item("m", { documents: ["D2"] }), [trace({ kind: "outbox.queued" })], [], (carrying) => {
      seen.push(...carrying.map(({ id }) => id));
      throw new Error("one too many");
    });
    expect(await refused.catch((error: Error) => error.message)).toBe("one too many");
    expect([seen, await outbox.byKey("m"), await traces.list({ limit: 9 })]).toEqual([["O1"], null, []]);
  });

  test("comes back as it was, with its id in its trace", async () => {
    const { outbox, contents, traces } = tempStore();
    const ids = [(await contents.write([Buffer.from("b")])).id, (await contents.write([Buffer.from("a")])).id];
    const given = item("k", { documents: ["D7", "D2", "D7"], contents: [...ids, ...ids] });
    const added = await outbox.add(given, ({ id }) => [trace({ kind: "outbox.queued", data: { outbox: id } })]);
    const empty = { attempts: 0, nextTryAt: null, lastError: null, result: null };
    expect(added).toEqual({ ...given, id: "O1", state: "queued", updatedAt: NOW, ...empty });
    expect(await outbox.get("O1")).toEqual(added);
    expect(await outbox.byKey("k")).toEqual(added);
    expect(await outbox.get("O2")).toBeNull();
    expect((await traces.list({ limit: 9 })).map(({ data }) => data)).toEqual([{ outbox: "O1" }]);
  });

  test("is listed in order by state and kind, and found by its documents until it is done or cancelled", async () => {
    const { outbox } = tempStore();
    for (const key of ["a", "b", "c"]) await outbox.add(item(key));
    await outbox.add(item("d", { kind: "mss.send", documents: ["D12"] }));
    await outbox.cancel("O2", LATER);
    const ids = async (query: object) => (await outbox.list({ limit: 9, ...query })).map(({ id }) => id);
    expect(await ids({})).toEqual(["O1", "O2", "O3", "O4"]);
    expect(await ids({ states: ["queued"], kind: "dmp.submit" })).toEqual(["O1", "O3"]);
    expect(await ids({ after: "O1", limit: 2 })).toEqual(["O2", "O3"]);
    expect((await outbox.pendingFor("D1")).map(({ id }) => id)).toEqual(["O1", "O3"]);
    expect(await outbox.pendingFor("D2")).toEqual([]);
  });
});

describe("a claim", () => {
  test("is one process's: nobody else takes, settles, renews or cancels the line", async () => {
    const { outbox } = tempStore();
    await outbox.add(item("k"));
    const claimed = await outbox.claim("O1", machine(1), LEASE);
    expect(claimed).toMatchObject({ was: "queued", item: { id: "O1", state: "sending", attempts: 1 } });
    expect(await outbox.claim("O1", machine(2), LEASE)).toBeNull();
    expect(await outbox.claim("O1", machine(1), LEASE)).toBeNull();
    expect(await outbox.settle("O1", machine(2), { state: "done", at: LATER })).toBe(false);
    expect(await outbox.renew("O1", machine(2), LATER)).toBe(false);
    expect(await outbox.cancel("O1", LATER, [trace()])).toBe(false);
    expect(await outbox.requeue("O1", LATER)).toBe(false);
    expect(await outbox.renew("O1", machine(1), LEASE.leaseUntil)).toBe(true);
    const error = { code: "network.timeout", message: "Pas de réponse." };
    expect(await outbox.settle("O1", machine(1), { state: "uncertain", at: LATER, nextTryAt: LATER, error }, [trace()])).toBe(
      true,
    );
    expect(await outbox.get("O1")).toMatchObject({ state: "uncertain", nextTryAt: LATER, lastError: error, updatedAt: LATER });
    expect(await outbox.cancel("O1", LATER)).toBe(false);
  });

  test("of what was being sent by a process that died, or whose lease ended, is uncertain; never queued again", async () => {
    const { outbox } = tempStore();
    for (const key of ["dead", "lease", "elsewhere"]) await outbox.add(item(key));
    const short = { now: NOW, leaseUntil: "2026-11-23T09:30:00.000Z" };
    await outbox.claim("O1", machine(1), LEASE);
    await outbox.claim("O2", machine(1), short);
    await outbox.claim("O3", machine(1, true, "there"), LEASE);
    expect(await outbox.claim("O2", machine(2), { ...LEASE, now: "2026-11-23T09:29:00.000Z" })).toBeNull();
    // The pids of another machine say nothing here.
    expect(await outbox.claim("O3", machine(2, false), LEASE)).toBeNull();
    expect(await outbox.claim("O1", machine(2, false), LEASE)).toMatchObject({ was: "uncertain", item: { attempts: 2 } });
    // A machine that slept: its process has not renewed its lease yet, and lives. A day later its pid is some other program's.
    expect(await outbox.claim("O2", machine(2), { ...LEASE, now: LATER })).toBeNull();
    expect(await outbox.claim("O2", machine(2, true, "there"), { ...LEASE, now: LATER })).toMatchObject({ was: "uncertain" });
    await outbox.add(item("reused"));
    await outbox.claim("O4", machine(1), short);
    const dayLater = { ...LEASE, now: "2026-11-24T09:31:00.000Z" };
    expect(await outbox.claim("O4", machine(2), dayLater)).toMatchObject({ was: "uncertain" });
    // The first one is not dead after all: what it brings back comes too late.
    expect(await outbox.settle("O2", machine(1), { state: "done", at: LATER })).toBe(false);
  });

  test("of a line that is done, refused or cancelled gives nothing; a refused one may be queued again", async () => {
    const { outbox } = tempStore();
    for (const key of ["done", "refused", "cancelled"]) await outbox.add(item(key));
    for (const [id, state] of [
      ["O1", "done"],
      ["O2", "refused"],
    ] as const) {
      await outbox.claim(id, machine(1), LEASE);
      await outbox.settle(id, machine(1), { state, at: LATER, result: { uuid: "u" } });
    }
    await outbox.cancel("O3", LATER);
    for (const id of ["O1", "O2", "O3", "O4", "x"]) expect(await outbox.claim(id, machine(1), LEASE), id).toBeNull();
    expect(await outbox.get("O1")).toMatchObject({ state: "done", result: { uuid: "u" } });
    expect(await outbox.requeue("O1", LATER)).toBe(false);
    expect(await outbox.requeue("O3", LATER)).toBe(false);
    expect((await outbox.pendingFor("D1")).map(({ id }) => id)).toEqual(["O2"]);
    expect(await outbox.requeue("O2", LATER)).toBe(true);
    expect(await outbox.claim("O2", machine(1), LEASE)).toMatchObject({ was: "queued" });
  });
});

describe("real processes", () => {
  const start = async (path: string, ...rest: string[]) => {
    const script = await bundle("outbox-process");
    const child = spawn(process.execPath, [script, path, ...rest], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    return { child, lines, ended: once(child, "close") };
  };

  test("two take every line between them, none twice", async () => {
    const store = tempStore();
    for (let key = 0; key < 60; key++) await store.outbox.add(item(`k${key}`));
    const [a, b] = await Promise.all([start(store.path), start(store.path)]);
    await Promise.all([a.ended, b.ended]);
    const taken = [...a.lines, ...b.lines].sort();
    expect(taken).toEqual(Array.from({ length: 60 }, (_, index) => `queued O${index + 1}`).sort());
    expect((await store.outbox.list({ states: ["done"], limit: 99 })).length).toBe(60);
  });

  test("kill -9 while sending: the next one finds the line uncertain", async () => {
    const store = tempStore();
    await store.outbox.add(item("k"));
    const victim = await start(store.path, "hang");
    await once(victim.child.stdout, "data");
    victim.child.kill("SIGKILL");
    await victim.ended;
    expect(await store.outbox.get("O1")).toMatchObject({ state: "sending" });
    const next = await start(store.path);
    await next.ended;
    expect(next.lines).toEqual(["uncertain O1"]);
    expect(await reopen(store.path).outbox.get("O1")).toMatchObject({ state: "done", attempts: 2 });
  });
});
