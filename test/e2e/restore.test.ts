import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitOf, runSegur, startSegur, temporaryHome } from "../support/cli.js";
import { besideStore, expectSound, keptPractice, lastError, value } from "./support/kept.js";
import { withStore } from "./support/ledger.js";
import { logIn, openPractice, type Practice, writePeople } from "./support/practice.js";
import { readRun } from "./support/run-output.js";
import { mountSmallDisk, whyNoSmallDisk } from "./support/small-disk.js";
import { expectedOutcomes } from "./support/truth.js";

const SEED = 11;

/** Starts a batch and waits until INSi has received some of it. */
async function startBatch(practice: Practice, people: string, calls: number) {
  const child = startSegur(["ins", "qualify", people, "--concurrency", "4", "--rate", "0", "--format", "ndjson"], practice);
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.resume();
  const ended = exitOf(child);
  const closed = new Promise((resolve) => child.once("close", resolve));
  while ((await practice.sandbox.control.calls()).length < calls && child.exitCode === null) await pause(5);
  const running = () => child.exitCode === null;
  return {
    running,
    interrupt: () => child.kill("SIGINT"),
    end: async () => {
      const code = await ended;
      await closed;
      return { code, stdout };
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("the restore drill", () => {
  it("a backup made during a batch becomes a sound cabinet, here and on another machine, and the batch goes on from it", {
    timeout: 90_000,
  }, async () => {
    const count = 400;
    // Slow enough to be still at work after the two commands, whatever the machine; it is then asked to stop.
    const practice = await openPractice({ latencyMs: 150 });
    const people = await writePeople(practice, { count, seed: SEED });
    const batch = await startBatch(practice, people, 20);
    const file = join(practice.home, "pendant.segur");
    const made = value(await practice.segur(["cabinet", "backup", "--to", file, "--json", "--quiet"]));
    expect(batch.running(), "the backup must be made while the batch runs").toBe(true);

    const refused = await practice.segur(["cabinet", "restore", file, "--yes", "--json"]);
    expect(refused.code).toBe(2);
    expect(lastError(refused)).toMatchObject({ kind: "storage", code: "storage.in_use" });
    expect(batch.running(), "the refusal must come while the batch runs").toBe(true);
    batch.interrupt();
    expect((await batch.end()).code).toBe(130);
    expect(besideStore(practice)).toEqual([]);
    const outcomes = [...expectedOutcomes(SEED, count)];
    const command = ["ins", "qualify", people, "--concurrency", "64", "--rate", "0", "--format", "ndjson"];
    const ended = await practice.segur(command, { timeoutMs: 60_000 });
    expect(readRun(ended.stdout).items.map((item) => [item.key, item.outcome])).toEqual(outcomes);

    // Another machine: nothing but the backup and the copy of the key.
    const keyFile = join(practice.home, "copy.key");
    value(await practice.segur(["cabinet", "key", "--export", keyFile, "--json"]));
    const home = temporaryHome();
    const init = ["cabinet", "init", "essai", "--from-backup", file, "--key-file", keyFile, "--json"];
    expect(value(await runSegur(init, { home }))).toMatchObject({ id: "essai", environment: "sandbox", current: true });
    const there = value(await runSegur(["cabinet", "check", "--json"], { home }));
    expect(there).toMatchObject({ ok: true, counts: { patients: made.counts?.patients } });

    // The same machine: back in time, then the same command again ends what the backup had not.
    const restored = value(await practice.segur(["cabinet", "restore", file, "--yes", "--json"]));
    expect(restored).toMatchObject({ id: "essai", replaced: true });
    await expectSound(practice, made.counts?.patients ?? -1);
    await logIn(practice);
    const again = await practice.segur(command, { timeoutMs: 60_000 });
    expect(readRun(again.stdout).items.map((item) => [item.key, item.outcome])).toEqual(outcomes);
    await expectSound(practice, readRun(again.stdout).items.filter((item) => item.patientId !== null).length);
  });
});

describe("cabinet restore", () => {
  it("keeps the old store, traces the act, and undoes nothing when it is asked only to verify", { timeout: 60_000 }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 40, seed: SEED });
    const { file, manifest } = await keptPractice(practice, { people });
    const patients = manifest.counts?.patients ?? -1;
    const create =
      "patient create --birth-name DUPONT --first-given-name ANNE --birth-date 01/02/1980 --sex F --birth-place 63220";
    expect((await practice.segur(create.split(" "))).code).toBe(0);

    expect(value(await practice.segur(["cabinet", "restore", file, "--dry-run", "--json"]))).toMatchObject({ replaced: false });
    await expectSound(practice, patients + 1);
    const asked = await practice.segur(["cabinet", "restore", file, "--json"]);
    expect([asked.code, lastError(asked).kind]).toEqual([2, "usage"]);
    expect(asked.stderr).toContain("--yes");
    await expectSound(practice, patients + 1);
    expect(besideStore(practice)).toEqual([]);

    const { kept } = value(await practice.segur(["cabinet", "restore", file, "--yes", "--json"]));
    await expectSound(practice, patients);
    expect(besideStore(practice).map((name) => join(practice.store, "..", name))).toEqual([kept]);
    const traced = await withStore(practice.store, (store) =>
      store.traces.list({ kinds: ["cabinet.backup", "cabinet.restored"], limit: 10 }),
    );
    expect(traced).toMatchObject([{ kind: "cabinet.restored", actor: { userId: "U1" }, data: { sha256: manifest.sha256 } }]);
    const old = await withStore(String(kept), (store) => store.traces.list({ kinds: ["cabinet.backup"], limit: 10 }));
    expect(old).toMatchObject([{ data: { sha256: manifest.sha256, keyId: manifest.keyId } }]);
    // The old one is a store as it was: put in a folder, it is found.
    const folder = join(practice.home, "old");
    mkdirSync(folder);
    writeFileSync(join(folder, "cabinet.db"), readFileSync(String(kept)), { mode: 0o600 });
    const listed = JSON.parse((await practice.segur(["cabinet", "list", "--dir", practice.home, "--json"])).stdout);
    expect(listed).toMatchObject({
      searched: practice.home,
      items: [{ name: "essai", environment: "sandbox", directory: folder }],
    });
  });

  it("refuses a damaged backup wherever the damage is, and leaves the store, the folder and the keys as they were", {
    timeout: 60_000,
  }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 60, seed: SEED });
    const { file, manifest } = await keptPractice(practice, { people });
    const good = readFileSync(file);
    const state = () => [readFileSync(practice.store), readdirSync(join(practice.home, "config", "keys")), besideStore(practice)];
    await expectSound(practice, manifest.counts?.patients ?? -1);
    const before = state();
    const cases: Record<string, Buffer> = {
      manifest: flipped(good, good.indexOf('"patients":') + 11),
      header: flipped(good, good.length - Number(manifest.bytes) + 200),
      middle: flipped(good, good.length - Math.floor(Number(manifest.bytes) / 2)),
      tail: flipped(good, good.length - 1),
      truncated: good.subarray(0, good.length - 4096),
      empty: Buffer.alloc(0),
    };
    for (const [name, bytes] of Object.entries(cases)) {
      writeFileSync(file, bytes);
      const result = await practice.segur(["cabinet", "restore", file, "--yes", "--json"]);
      expect([name, result.code, lastError(result).kind, lastError(result).code]).toEqual([
        name,
        2,
        "storage",
        name === "empty" ? "backup.not_a_backup" : "backup.damaged",
      ]);
    }
    expect(state()).toEqual(before);
    await expectSound(practice, manifest.counts?.patients ?? -1);
  });

  it("repairs a store that no longer opens, and one whose key is lost", { timeout: 60_000 }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 40, seed: SEED });
    const { file, keyFile, manifest } = await keptPractice(practice, { people });
    const patients = manifest.counts?.patients ?? -1;
    writeFileSync(practice.store, flipped(readFileSync(practice.store), 200));
    const broken = await practice.segur(["cabinet", "info", "--json"]);
    expect([broken.code, lastError(broken).code]).toEqual([2, "storage.damaged"]);
    const repaired = await practice.segur(["cabinet", "restore", file, "--yes", "--json"]);
    value(repaired);
    expect(repaired.stderr).toContain("Le cabinet en place ne s'ouvre pas (storage.damaged)");
    await expectSound(practice, patients);
    const traced = await withStore(practice.store, (store) => store.traces.list({ kinds: ["cabinet.restored"], limit: 1 }));
    expect(traced).toMatchObject([{ actor: { userId: "-" }, data: { unopened: "storage.damaged" } }]);

    await logIn(practice);
    const keys = readdirSync(join(practice.home, "config", "keys")).filter((name) => name.startsWith("cabinet-"));
    expect(keys).toHaveLength(1);
    for (const name of keys) {
      writeFileSync(join(practice.home, "config", "keys", name), Buffer.alloc(32, 1));
    }
    const wrong = await practice.segur(["cabinet", "info", "--json"]);
    expect([wrong.code, lastError(wrong).code]).toEqual([2, "storage.key_wrong"]);
    const restore = ["cabinet", "restore", file, "--yes", "--json"];
    expect((await practice.segur(restore)).code).toBe(2);
    value(await practice.segur([...restore, "--key-file", keyFile]));
    await expectSound(practice, patients);
  });

  it("refuses another cabinet's backup unless told, and another environment's whatever is told", {
    timeout: 60_000,
  }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 20, seed: SEED });
    const { file, manifest } = await keptPractice(practice, { people });
    const phrase = join(practice.home, "phrase");
    writeFileSync(phrase, "correct horse battery staple 42!\n", { mode: 0o600 });
    for (const [name, ...more] of [
      ["sud", "sandbox"],
      ["reel", "production", "--password-file", phrase],
    ] as const) {
      value(await practice.segur(["cabinet", "init", name, "--json", "--environment", ...more]));
    }
    const restore = async (cabinet: string, ...more: string[]) =>
      practice.segur(["cabinet", "restore", file, "--yes", "--json", "--cabinet", cabinet, ...more]);
    expect(lastError(await restore("sud"))).toMatchObject({ kind: "config", code: "restore.other_cabinet" });
    expect(lastError(await restore("reel", "--as", "reel"))).toMatchObject({ code: "restore.other_environment" });
    expect(value(await restore("sud", "--as", "sud"))).toMatchObject({ id: "sud", replaced: true });
    const info = value(await practice.segur(["cabinet", "info", "--cabinet", "sud", "--json"]));
    expect(info).toMatchObject({ id: "sud", patients: manifest.counts?.patients });
  });

  it("two at once end with a sound store; each says what it did", { timeout: 60_000 }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 40, seed: SEED });
    const { file, manifest } = await keptPractice(practice, { people });
    const results = await Promise.all([1, 2, 3].map(() => practice.segur(["cabinet", "restore", file, "--yes", "--json"])));
    for (const result of results) {
      // One that starts once another has ended finds the session closed.
      if (result.code !== 0) expect(["storage.in_use", "session.none"]).toContain(lastError(result).code);
    }
    expect(results.some((result) => result.code === 0)).toBe(true);
    await expectSound(practice, manifest.counts?.patients ?? -1);
  });

  it("on a disk that is full leaves the old store, and so does a backup to it", { timeout: 60_000 }, async (context) => {
    const why = whyNoSmallDisk();
    if (why !== null) context.skip(why);
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 1_500, seed: SEED });
    const { file } = await keptPractice(practice, { people });
    const disk = await mountSmallDisk(practice, "700k");
    const folder = join(disk.path, "petit");
    expect((await disk.segur(["cabinet", "init", "petit", "--environment", "sandbox", "--dir", folder])).code).toBe(0);
    const restore = ["cabinet", "restore", file, "--cabinet", "petit", "--as", "petit", "--yes", "--json"];
    const full = await disk.segur(restore);
    expect([full.code, lastError(full).code]).toEqual([2, "storage.full"]);
    const backup = await disk.segur(["cabinet", "backup", "--to", join(disk.path, "b.segur"), "--json"]);
    expect([backup.code, lastError(backup).code]).toEqual([2, "storage.full"]);
    const petit = value(await disk.segur(["cabinet", "check", "--cabinet", "petit", "--json"]));
    expect(petit).toMatchObject({ ok: true, counts: { patients: 0 } });
    const names = readdirSync(await disk.copyOut(disk.path), { recursive: true }).map(String);
    expect(names.filter((name) => /draft|tmp|segur/.test(name))).toEqual([]);
    await disk.resize("64m");
    value(await disk.segur(restore));
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

describe("where a backup goes", () => {
  it("in a folder that exists, under a name of its own even twice in a second; nowhere else", async () => {
    const practice = await openPractice();
    const folder = join(practice.home, "disque");
    mkdirSync(folder);
    const runs = await Promise.all([1, 2].map(() => practice.segur(["cabinet", "backup", "--to", folder, "--json", "--quiet"])));
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const made = runs.map(({ stdout }) => JSON.parse(stdout));
    expect(new Set(made.map(({ file }) => file)).size).toBe(2);
    expect(made[0].schema).toBe("segur.cabinet.backup/1");
    for (const to of [join(practice.home, "absent"), join(practice.home, "absent", "b.segur"), join(folder, "sans-extension")]) {
      const refused = await practice.segur(["cabinet", "backup", "--to", to, "--json"]);
      expect([refused.code, JSON.parse(refused.stderr.trim().split("\n").at(-1) ?? "").code], to).toEqual([2, "backup.nowhere"]);
    }
    expect(readdirSync(practice.home)).not.toContain("absent");
  });
});
