import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyIdOf } from "../../src/store/cipher.js";
import { createKeeper } from "../../src/store/keeper.js";
import { exitOf, runSegur, startSegur, temporaryHome } from "../support/cli.js";
import { besideStore, expectSound, filesWithKey, keptPractice, keyOf, lastError, value } from "./support/kept.js";
import { withStore } from "./support/ledger.js";
import { logIn, openPractice, type Practice, writePeople } from "./support/practice.js";

const SEED = 12;

describe("the key of a cabinet", () => {
  it("is in no file but its own, and in no output, whatever is done and whatever goes wrong", { timeout: 60_000 }, async () => {
    const practice = await openPractice();
    const said: string[] = [];
    const segur = async (line: string, env: Record<string, string> = {}) => {
      const result = await practice.segur([...line.split(" "), "--verbose"], { env });
      said.push(result.stdout, result.stderr);
      return result;
    };
    const first = keyOf(practice.store);
    const vault = (key: Buffer) => join(practice.home, "config", "keys", `cabinet-${keyIdOf(key)}.key`);
    const people = await writePeople(practice, { count: 30, seed: SEED });
    expect((await segur(`patient import ${people}`)).code).toBe(3);
    for (const line of ["cabinet check", "cabinet key", "cabinet backup --to b.segur", "cabinet info", "cabinet list --dir data"])
      expect((await segur(line)).code, line).toBe(0);
    expect(filesWithKey(practice.home, first)).toEqual([vault(first)]);

    const wrong = join(practice.home, "wrong.key");
    writeFileSync(wrong, randomBytes(32).toString("hex"), { mode: 0o600 });
    for (const line of [
      "cabinet info",
      "cabinet check --json",
      "cabinet backup",
      "patient search a",
      "cabinet rekey",
      "cabinet restore b.segur --yes",
    ]) {
      const { code, stderr } = await segur(line, { SEGUR_CABINET_KEY_FILE: wrong });
      expect([line, code, stderr.includes("storage.key_wrong")]).toEqual([line, 2, true]);
    }
    expect((await segur("cabinet key --import wrong.key")).code).toBe(2);

    expect((await segur("cabinet rekey")).code).toBe(0);
    const second = keyOf(practice.store);
    expect(second.equals(first)).toBe(false);
    const traced = await withStore(practice.store, (store) => store.traces.list({ kinds: ["cabinet.rekeyed"], limit: 10 }));
    expect(traced).toMatchObject([{ data: { from: keyIdOf(first), to: keyIdOf(second) } }]);
    expect((await segur("cabinet restore b.segur --yes --json")).code).toBe(0);
    await logIn(practice);
    expect((await segur("cabinet rekey --forget-old")).code).toBe(0);
    const third = keyOf(practice.store);
    expect(filesWithKey(practice.home, first)).toEqual([]);
    expect(filesWithKey(practice.home, second)).toEqual([vault(second)]);
    expect((await segur("cabinet key --export out.key")).code).toBe(0);
    expect(filesWithKey(practice.home, third).sort()).toEqual([vault(third), join(practice.home, "out.key")].sort());
    for (const key of [first, second, third, Buffer.from(readFileSync(wrong, "utf8"), "hex")]) {
      for (const writing of [key.toString("hex"), key.toString("base64"), key.toString("base64url"), key.toString("latin1")])
        expect(said.filter((text) => text.toLowerCase().includes(writing.toLowerCase()))).toEqual([]);
    }
  });

  it("comes from SEGUR_CABINET_KEY_FILE when it is set: nothing is kept in the vault, and without it nothing is read", async () => {
    const home = temporaryHome();
    const file = join(home, "k");
    writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600 });
    const env = { SEGUR_CABINET_KEY_FILE: file };
    expect((await runSegur(["cabinet", "init", "a", "--environment", "sandbox"], { home, env })).code).toBe(0);
    expect(cabinetKeys(home)).toEqual([]);
    expect(value(await runSegur(["cabinet", "key", "--json"], { home, env }))).toMatchObject({
      place: { place: "variable", path: file },
    });
    const without = await runSegur(["patient", "search", "x", "--json"], { home });
    expect([without.code, lastError(without).code]).toEqual([2, "storage.key_missing"]);
    expect(String(lastError(without).advice)).toContain("SEGUR_CABINET_KEY_FILE");
    const rekey = await runSegur(["cabinet", "rekey", "--json"], { home, env });
    expect([rekey.code, lastError(rekey).code]).toEqual([2, "cabinet.rekey_variable"]);
    value(await runSegur(["cabinet", "key", "--import", file, "--json"], { home }));
    expect((await runSegur(["patient", "search", "x", "--json"], { home })).code).toBe(0);
    value(await runSegur(["cabinet", "rekey", "--json"], { home }));
    expect((await runSegur(["cabinet", "info", "--json"], { home, env })).code).toBe(2);
  });

  it("copied or kept here, is told in the journal, without a path; kept again as it was, it is not", async () => {
    const practice = await openPractice();
    const segur = async (line: string) => (await practice.segur([...line.split(" "), "--json"])).code;
    const told = async () =>
      (await withStore(practice.store, (store) => store.journal.page({ order: "oldest", limit: 99 }))).filter(({ kind }) =>
        kind.startsWith("cabinet.key_"),
      );
    const key = keyOf(practice.store);
    const data = { keyId: keyIdOf(key) };
    // Told before it is written: a copy that then fails is told, none is made in silence.
    expect(await segur("cabinet key --export nowhere/out.key")).toBe(2);
    expect(await told()).toMatchObject([{ kind: "cabinet.key_exported", actor: { userId: "U1", authMode: "demo" }, data }]);
    expect(await segur("cabinet key --export out.key")).toBe(0);
    expect((await told()).map((line) => [line.kind, line.data])).toEqual([
      ["cabinet.key_exported", data],
      ["cabinet.key_exported", data],
    ]);
    expect(await segur("cabinet key --import out.key")).toBe(0);
    expect(await told()).toHaveLength(2);
    for (const content of [null, randomBytes(32)]) {
      const kept = join(practice.home, "config", "keys", `cabinet-${keyIdOf(key)}.key`);
      if (content === null) rmSync(kept);
      else writeFileSync(kept, content);
      expect(await segur("cabinet info")).toBe(2);
      expect(await segur("cabinet key --import out.key")).toBe(0);
    }
    expect((await told()).slice(2).map((line) => [line.kind, line.actor.userId, line.data])).toEqual([
      ["cabinet.key_imported", "U1", data],
      ["cabinet.key_imported", "U1", data],
    ]);
    expect(await segur("journal verify")).toBe(0);
  });

  it("is not changed while another process has the store open", { timeout: 60_000 }, async () => {
    const practice = await openPractice();
    const refused = await withStore(practice.store, () => practice.segur(["cabinet", "rekey", "--json"]));
    expect([refused.code, lastError(refused).code]).toEqual([2, "storage.in_use"]);
    expect(cabinetKeys(practice.home)).toHaveLength(1);
    await expectSound(practice, 0);
  });

  it("is looked for once nobody changes it: a command that starts meanwhile waits, and opens with the new one", {
    timeout: 60_000,
  }, async () => {
    const practice = await openPractice();
    const keeper = createKeeper({ now: () => new Date() });
    const [old, key] = [keyOf(practice.store), randomBytes(32)];
    const started = await keeper.alone(practice.store, async () => {
      const children = ["cabinet info", "cabinet check", "cabinet backup --to b.segur"].map((line) =>
        practice.segur(line.split(" ")),
      );
      // Long enough for them to have come to the lock, on any machine that is not much slower; the sooner, the less is proved.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const draft = await keeper.newDraft(practice.store);
      keeper.settle(practice.store, old);
      await keeper.reencrypt(practice.store, old, key, draft);
      writeFileSync(join(practice.home, "config", "keys", `cabinet-${keyIdOf(key)}.key`), key, { mode: 0o600 });
      rmSync(join(practice.home, "config", "keys", `cabinet-${keyIdOf(old)}.key`));
      await keeper.replace(practice.store, draft, key, null);
      return children;
    });
    for (const result of await Promise.all(started))
      expect([result.code, result.stderr]).toEqual([0, expect.not.stringContaining("Erreur")]);
  });

  it("is copied or changed, and a store replaced, by who administers only; a backup and a check ask for nobody", async () => {
    const practice = await openPractice();
    const run = async (line: string) => {
      const result = await practice.segur([...line.split(" "), "--json"]);
      return [line, result.code, result.code === 0 ? null : lastError(result).code];
    };
    expect(await run("cabinet backup --to b.segur")).toEqual([expect.anything(), 0, null]);
    const phrase = join(practice.home, "phrase");
    writeFileSync(phrase, "correct horse battery staple 42!\n", { mode: 0o600 });
    value(await practice.segur(["user", "add", "Tech", "--role", "technicien", "--password-file", phrase, "--json"]));
    const users = JSON.parse((await practice.segur(["user", "list", "--json"])).stdout);
    const { id } = users.items.at(-1);
    const keys = cabinetKeys(practice.home);
    for (const [who, code, exit] of [
      ["logout", "session.none", 4],
      [`login --password --user ${id} --password-file phrase`, "rights.missing", 6],
    ] as const) {
      expect((await practice.segur(who.split(" "))).code, who).toBe(0);
      for (const line of ["cabinet rekey", "cabinet key --export out.key", "cabinet restore b.segur --yes"])
        expect(await run(line)).toEqual([line, exit, code]);
      for (const line of [`cabinet backup --to ${exit}.segur`, "cabinet check", "cabinet key"])
        expect(await run(line)).toEqual([line, 0, null]);
    }
    expect(cabinetKeys(practice.home)).toEqual(keys);
    expect(readdirSync(practice.home)).not.toContain("out.key");
    expect(besideStore(practice)).toEqual([]);
  });
});

/** Names of the keys of cabinets in the vault of a home; the key of a session stands beside. */
function cabinetKeys(home: string): string[] {
  const folder = join(home, "config", "keys");
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("cabinet-")) : [];
}

describe("kill -9 at any moment", () => {
  const ROUNDS = 8;

  /** Times one whole run, then kills others all along that time. */
  async function killAlong(practice: Practice, command: () => readonly string[], verify: () => Promise<void>): Promise<void> {
    const start = performance.now();
    const whole = await practice.segur(command());
    expect(whole.code, whole.stderr).toBe(0);
    const ms = performance.now() - start;
    await verify();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const child = startSegur(command(), practice);
      child.stdout?.resume();
      child.stderr?.resume();
      const timer = setTimeout(() => child.kill("SIGKILL"), (ms * round) / ROUNDS);
      await exitOf(child);
      clearTimeout(timer);
      await verify();
    }
  }

  it("of a change of key leaves a store that opens with a key of this machine", { timeout: 90_000 }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 60, seed: SEED });
    const { manifest } = await keptPractice(practice, { people });
    await killAlong(
      practice,
      () => ["cabinet", "rekey"],
      () => expectSound(practice, manifest.counts?.patients ?? -1),
    );
  });

  it("of a restore leaves the old store or the new one, whole", { timeout: 90_000 }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 60, seed: SEED });
    const { file, manifest } = await keptPractice(practice, { people });
    const command = () => ["cabinet", "restore", file, "--yes"];
    await killAlong(practice, command, async () => {
      await expectSound(practice, manifest.counts?.patients ?? -1);
      await logIn(practice);
    });
    for (const name of besideStore(practice).filter((each) => each.includes("draft"))) rmSync(join(practice.store, "..", name));
    expect(besideStore(practice).filter((name) => !name.startsWith("cabinet.db.before-restore-"))).toEqual([]);
  });

  it("of a backup leaves no file under its name, or a whole one", { timeout: 90_000 }, async () => {
    const practice = await openPractice();
    const people = await writePeople(practice, { count: 60, seed: SEED });
    const { manifest } = await keptPractice(practice, { people });
    let round = 0;
    const name = () => join(practice.home, `kill-${round}.segur`);
    const command = () => {
      round += 1;
      return ["cabinet", "backup", "--to", name()];
    };
    await killAlong(practice, command, async () => {
      await expectSound(practice, manifest.counts?.patients ?? -1);
      const result = await practice.segur(["cabinet", "restore", name(), "--dry-run", "--json"]);
      if (result.code !== 0) expect(lastError(result)).toMatchObject({ code: "backup.unreadable" });
    });
  });
});
