import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type RunResult, runSegur, temporaryHome } from "../support/cli.js";
import { lastError, value } from "./support/kept.js";
import { withStore } from "./support/ledger.js";
import { runBound, whyNoRights } from "./support/no-rights.js";
import { openPractice } from "./support/practice.js";

/** A home with a cabinet « nord », a backup of it and a second cabinet made from this backup when asked. */
async function kept(options: { copy?: boolean } = {}) {
  const home = temporaryHome();
  const segur = (line: string, env: Record<string, string> = {}) => runSegur([...line.split(" "), "--json"], { home, env });
  value(await segur("cabinet init nord --environment sandbox"));
  value(await segur("cabinet backup --to b.segur"));
  if (options.copy === true) value(await segur("cabinet init essai --from-backup b.segur"));
  const keys = () => readdirSync(join(home, "config", "keys")).filter((name) => name.startsWith("cabinet-"));
  return { home, segur, keys, folder: join(home, "data", "cabinets", "nord") };
}

describe("cabinet rekey --forget-old", () => {
  it("keeps the key that a copy made from a backup shares with the original, says why, and forgets it at last", async () => {
    const { segur, keys, folder } = await kept({ copy: true });
    const result = await segur("cabinet rekey --forget-old --cabinet essai");
    const rekeyed = value(result);
    expect(rekeyed).toMatchObject({
      forgotten: false,
      oldKeyUsers: [{ cabinet: "nord", path: join(folder, "cabinet.db"), why: "asks" }],
    });
    expect(result.stderr).toContain("L'ancienne clé est gardée");
    expect(value(await segur("cabinet check --cabinet nord"))).toMatchObject({ ok: true, keyId: rekeyed.from });
    expect(value(await segur("cabinet check --cabinet essai"))).toMatchObject({ ok: true, keyId: rekeyed.to });
    expect(value(await segur("cabinet rekey --forget-old --cabinet nord"))).toMatchObject({ forgotten: true, oldKeyUsers: [] });
    expect(keys()).not.toContain(`cabinet-${rekeyed.from}.key`);
  });

  it("keeps a key for two cabinets of one key file, for a store that a restoration kept, for a folder that cannot be read", async () => {
    const { home, segur, folder } = await kept();
    writeFileSync(join(home, "k"), randomBytes(32), { mode: 0o600 });
    const env = { SEGUR_CABINET_KEY_FILE: join(home, "k") };
    for (const name of ["sud", "est"]) value(await segur(`cabinet init ${name} --environment sandbox`, env));
    value(await segur("cabinet key --import k --cabinet sud"));
    const shared = value(await segur("cabinet rekey --forget-old --cabinet sud"));
    expect(shared).toMatchObject({ forgotten: false, oldKeyUsers: [{ cabinet: "est" }] });
    expect(value(await segur("cabinet check --cabinet est"))).toMatchObject({ ok: true });

    writeFileSync(join(folder, "cabinet.db.before-restore-20261125T101530123Z-wal"), "x");
    const old = join(folder, "cabinet.db.before-restore-20261125T101530123Z");
    writeFileSync(old, Buffer.concat([Buffer.from(String(value(await segur("cabinet key")).id), "hex"), randomBytes(500)]));
    const before = value(await segur("cabinet rekey --forget-old"));
    expect(before).toMatchObject({ forgotten: false, oldKeyUsers: [{ cabinet: "nord", path: old, why: "asks" }] });

    renameSync(join(home, "data", "cabinets", "est"), join(home, "away"));
    const away = value(await segur("cabinet rekey --forget-old"));
    expect(away).toMatchObject({ forgotten: false, oldKeyUsers: [{ cabinet: "est", why: "unreachable" }] });
    expect(existsSync(join(home, "config", "keys", `cabinet-${away.from}.key`))).toBe(true);
  });
});

describe("cabinet restore", () => {
  it("asks for the right to administer whatever the variable names and wherever the key was put", async () => {
    const { home, segur, keys } = await kept();
    const [keyName] = keys();
    const vaulted = join(home, "config", "keys", String(keyName));
    writeFileSync(join(home, "w.key"), randomBytes(32), { mode: 0o600 });
    expect((await segur("logout")).code).toBe(0);
    const before = readFileSync(join(home, "data", "cabinets", "nord", "cabinet.db"));
    const wrong = { SEGUR_CABINET_KEY_FILE: join(home, "w.key") };
    expect(refusal(await segur(`cabinet restore b.segur --yes --key-file ${vaulted}`, wrong))).toEqual([4, "session.none"]);
    expect(refusal(await segur("cabinet restore b.segur --yes", wrong))).toEqual([4, "session.none"]);
    renameSync(vaulted, join(home, "moved.key"));
    expect(refusal(await segur("cabinet restore b.segur --yes --key-file moved.key"))).toEqual([4, "session.none"]);
    const named = { SEGUR_CABINET_KEY_FILE: join(home, "moved.key") };
    expect(refusal(await segur("cabinet restore b.segur --yes", named))).toEqual([4, "session.none"]);
    expect(readFileSync(join(home, "data", "cabinets", "nord", "cabinet.db")).equals(before)).toBe(true);
    expect(keys()).toEqual([]);
  });

  it("goes on over a store whose key is nowhere, and never silently", async () => {
    const { home, segur, keys, folder } = await kept();
    const first = keys();
    value(await segur("cabinet rekey"));
    const [second] = keys().filter((name) => !first.includes(name));
    rmSync(join(home, "config", "keys", String(second)));
    const restored = await segur("cabinet restore b.segur --yes");
    value(restored);
    expect(restored.stderr).toContain("Le cabinet en place ne s'ouvre pas (storage.key_missing)");
    const traced = await withStore(join(folder, "cabinet.db"), (store) =>
      store.traces.list({ kinds: ["cabinet.restored"], limit: 1 }),
    );
    expect(traced).toMatchObject([{ actor: { userId: "-" }, data: { unopened: "storage.key_missing" } }]);
  });

  it("keeps the installation and closes its session: users and passwords may be older", async () => {
    const { segur } = await kept();
    const { instanceId } = value(await segur("cabinet info"));
    const restored = await segur("cabinet restore b.segur --yes");
    value(restored);
    expect(restored.stderr).toContain("segur login");
    expect(value(await segur("cabinet info")).instanceId).toBe(instanceId);
    expect(refusal(await segur("whoami"))).toEqual([4, "session.none"]);
  });

  it("of another cabinet's backup does not take its installation, and closes no session but its own", async () => {
    const { segur } = await kept();
    value(await segur("cabinet init sud --environment sandbox"));
    const { instanceId } = value(await segur("cabinet info --cabinet sud"));
    value(await segur("cabinet restore b.segur --yes --as sud --cabinet sud"));
    expect(value(await segur("cabinet info --cabinet sud")).instanceId).toBe(instanceId);
    expect(refusal(await segur("whoami --cabinet sud"))).toEqual([4, "session.none"]);
    expect((await segur("whoami --cabinet nord")).code).toBe(0);
  });
});

describe("cabinet init --from-backup", () => {
  it("makes another installation: a session of the copy opens nothing of the original, nor the contrary", async () => {
    const { home, segur } = await kept();
    expect((await segur("logout")).code).toBe(0);
    value(await segur("cabinet init copie --from-backup b.segur"));
    const [original, copy] = [value(await segur("cabinet info")), value(await segur("cabinet info --cabinet copie"))];
    expect(copy.instanceId).not.toBe(original.instanceId);
    expect((await segur("whoami --cabinet copie")).code).toBe(0);
    expect(refusal(await segur("whoami"))).toEqual([4, "session.none"]);
    const traced = await withStore(join(home, "data", "cabinets", "copie", "cabinet.db"), (store) =>
      store.traces.list({ kinds: ["cabinet.restored"], limit: 1 }),
    );
    expect(traced).toMatchObject([{ data: { instanceId: copy.instanceId, copyOf: original.instanceId } }]);
    expect(value(await segur("cabinet check --cabinet copie"))).toMatchObject({ ok: true });
  });
});

describe("a cabinet in a folder where nothing can be written", () => {
  it("is checked and listed from a copy that does not stay; a backup says what it lacks", {
    timeout: 30_000,
  }, async (context) => {
    const why = whyNoRights();
    if (why !== null) context.skip(why);
    const practice = await openPractice();
    const folder = dirname(practice.store);
    const temp = join(practice.home, "temp");
    mkdirSync(temp);
    const run = (line: string) => runBound(practice, [...line.split(" "), "--json"], { TMPDIR: temp });
    value(await run("cabinet check"));
    chmodSync(folder, 0o500);
    onTestFinished(() => chmodSync(folder, 0o700));
    for (const mode of [0o600, 0o400]) {
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), mode);
      expect(value(await run("cabinet check"))).toMatchObject({ ok: true, counts: { patients: 0 } });
      expect(value(await run(`cabinet list --dir ${folder}`)).items).toMatchObject([{ name: "essai", problem: null }]);
      expect(refusal(await run("cabinet backup --to b.segur"))).toEqual([2, "backup.read_only"]);
    }
    expect(readdirSync(temp)).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(["cabinet.db", "cabinet.db.lock"]);
  });
});

describe("a pipe in the place of a file", () => {
  it.skipIf(process.platform === "win32")("is refused at once, with its path, wherever a file is expected", async () => {
    const { home, segur } = await kept();
    const pipe = join(home, "pipe");
    execFileSync("mkfifo", ["-m", "600", pipe]);
    const cases: readonly (readonly [string, string, Record<string, string>?])[] = [
      ["cabinet backup --to pipe", "backup.nowhere"],
      ["cabinet restore pipe --yes", "backup.unreadable"],
      ["cabinet init copie --from-backup pipe", "backup.unreadable"],
      ["cabinet init copie --from-backup b.segur --key-file pipe", "storage.key_file"],
      ["cabinet restore b.segur --yes --key-file pipe", "storage.key_file"],
      ["cabinet key --import pipe", "storage.key_file"],
      ["cabinet key --export pipe", "storage.key_export"],
      ["cabinet info", "storage.key_file", { SEGUR_CABINET_KEY_FILE: pipe }],
    ];
    for (const [line, code, env] of cases) {
      const result = await segur(line, env);
      expect([line, ...refusal(result)]).toEqual([line, 2, code]);
      expect(result.stderr).toContain(pipe);
    }
    mkdirSync(join(home, "found"));
    renameSync(pipe, join(home, "found", "cabinet.db"));
    const found = value(await segur("cabinet list --dir found"));
    expect(found.items).toMatchObject([{ name: null, problem: "storage.not_a_cabinet" }]);
  });
});

/** Exit code and code of the error of a command that must be refused. */
function refusal(result: RunResult): unknown[] {
  return [result.code, result.code === 0 ? null : lastError(result).code];
}
