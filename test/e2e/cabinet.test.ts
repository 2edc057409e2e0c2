import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitOf, runSegur, startSegur, temporaryHome } from "../support/cli.js";

const INIT = ["cabinet", "init"];
const SANDBOX = ["--environment", "sandbox"];

async function json(args: readonly string[], home: string, env: Record<string, string> = {}) {
  const result = await runSegur(["--json", ...args], { home, env });
  return { code: result.code, value: JSON.parse(result.code === 0 ? result.stdout : result.stderr) };
}

describe("cabinet init", () => {
  it("makes a cabinet; the first one is current, the next only with --use", async () => {
    const home = temporaryHome();
    expect(await json([...INIT, "nord", ...SANDBOX], home)).toMatchObject({
      code: 0,
      value: { schema: "segur.cabinet.init/1", id: "nord", environment: "sandbox", current: true, completed: false },
    });
    expect((await json([...INIT, "sud", ...SANDBOX], home)).value.current).toBe(false);
    expect((await json([...INIT, "est", ...SANDBOX, "--use"], home)).value.current).toBe(true);
    const { value } = await json(["cabinet", "list"], home);
    expect(value.items.map((each: { id: string; current: boolean }) => [each.id, each.current])).toEqual([
      ["est", true],
      ["nord", false],
      ["sud", false],
    ]);
  });

  it("records the first user: the test professional in a sandbox, a plain label elsewhere, or who is named", async () => {
    const home = temporaryHome();
    await runSegur([...INIT, "a", ...SANDBOX], { home });
    const users = async () => (await json(["cabinet", "info"], home)).value.users;
    expect(await users()).toEqual([
      { id: "U1", label: "Dr Paul MARCEAU", rpps: "99700000001", role: "medecin" },
      { id: "U2", label: "Secrétariat", rpps: null, role: "secretaire" },
      { id: "U3", label: "Technicien", rpps: null, role: "technicien" },
      { id: "U4", label: "Administrateur", rpps: null, role: "administrateur" },
    ]);
    const bas = ["--environment", "bas", "--use", "--password-file", "-"];
    const input = "quatre mots pour entrer\n";
    await runSegur([...INIT, "b", ...bas], { home, input });
    expect(await users()).toEqual([{ id: "U1", label: "Utilisateur principal", rpps: null, role: "medecin" }]);
    await runSegur([...INIT, "c", ...bas, "--user", "Dr Léa Roy", "--user-rpps", "899700366240"], { home, input });
    expect(await users()).toEqual([{ id: "U1", label: "Dr Léa Roy", rpps: "99700366240", role: "medecin" }]);
  });

  it("outside the sandbox the first user has a password and is logged in; without one nothing is made", async () => {
    const home = temporaryHome();
    const bas = [...INIT, "b", "--environment", "bas"];
    expect((await json(bas, home)).value).toMatchObject({ code: "prompt.impossible", exitCode: 2 });
    const weak = await runSegur([...bas, "--password-file", "-"], { home, input: "court" });
    expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining("user.password_weak")]);
    expect((await json(["cabinet", "list"], home)).value.items).toEqual([]);
    await runSegur([...bas, "--password-file", "-"], { home, input: "quatre mots pour entrer" });
    expect((await json(["whoami"], home)).value).toMatchObject({ id: "U1", mode: "password" });
  });

  it("refuses: a known name, a wrong name, no environment, a wrong RPPS, a folder in use", async () => {
    const home = temporaryHome();
    await runSegur([...INIT, "a", ...SANDBOX], { home });
    const code = async (args: string[]) => (await json([...INIT, ...args], home)).value.code;
    expect(await code(["a", ...SANDBOX])).toBe("cabinet.exists");
    for (const name of ["Nord", "é", "../a", "con", "-a", "a/b", "x".repeat(41)]) {
      expect(await code([...SANDBOX, "--", name]), name).toBe("cabinet.name");
    }
    expect(await code(["b"])).toBe("cabinet.environment_missing");
    expect(await code(["b", ...SANDBOX, "--user-rpps", "12"])).toBe("cabinet.rpps");
    mkdirSync(join(home, "full"));
    writeFileSync(join(home, "full", "x"), "x");
    expect(await code(["b", ...SANDBOX, "--dir", "full"])).toBe("cabinet.directory_taken");
    expect(readdirSync(join(home, "full"))).toEqual(["x"]);
    expect((await json(["cabinet", "list"], home)).value.items).toHaveLength(1);
  });

  it("takes a new or an empty folder, and finds it from anywhere", async () => {
    const home = temporaryHome();
    mkdirSync(join(home, "empty"));
    expect((await json([...INIT, "a", ...SANDBOX, "--dir", "empty"], home)).value.directory).toBe(join(home, "empty"));
    expect(readdirSync(join(home, "empty"))).toContain("cabinet.db");
    const elsewhere = await runSegur(["cabinet", "info", "--json"], { home, cwd: "/" });
    expect(JSON.parse(elsewhere.stdout).directory).toBe(join(home, "empty"));
  });

  it("killed at any moment leaves a whole cabinet or none, and can be run again", async () => {
    const home = temporaryHome();
    await runSegur(["--version"], { home });
    for (let round = 0; round < 8; round += 1) {
      const name = `k${round}`;
      const child = startSegur([...INIT, name, ...SANDBOX], { home });
      const delay = setTimeout(() => child.kill("SIGKILL"), 60 + round * 22);
      const first = await exitOf(child);
      clearTimeout(delay);
      const listed = await json(["cabinet", "list"], home);
      const known = listed.value.items.some((each: { id: string }) => each.id === name);
      if (first === 0) expect(known).toBe(true);
      if (!known) expect((await json([...INIT, name, ...SANDBOX], home)).code).toBe(0);
      expect((await json(["cabinet", "info", "--cabinet", name], home)).value).toMatchObject({ id: name, patients: 0 });
    }
  }, 60_000);

  it("clears the drafts that a killed init left long ago", async () => {
    const home = temporaryHome();
    const folder = join(home, "data", "cabinets");
    const old = join(folder, ".a.init-0123456789ab");
    const recent = join(folder, ".a.init-ba9876543210");
    for (const draft of [old, recent]) mkdirSync(draft, { recursive: true });
    utimesSync(old, new Date(0), new Date(0));
    await runSegur([...INIT, "a", ...SANDBOX], { home });
    expect(readdirSync(folder).sort()).toEqual([".a.init-ba9876543210", "a"]);
  });

  it("two at once for one name: one is made, the other is told", async () => {
    const home = temporaryHome();
    const runs = await Promise.all([1, 2, 3].map(() => runSegur([...INIT, "a", ...SANDBOX], { home })));
    expect(runs.filter((run) => run.code === 0).length).toBeGreaterThanOrEqual(1);
    for (const run of runs) expect([0, 2]).toContain(run.code);
    expect((await json(["cabinet", "info"], home)).value.users).toHaveLength(4);
    expect(readdirSync(join(home, "data", "cabinets"))).toEqual(["a"]);
  });
});

describe("the current cabinet", () => {
  it("is --cabinet, else SEGUR_CABINET, else cabinet use; info says which", async () => {
    const home = temporaryHome();
    for (const name of ["a", "b", "c"]) await runSegur([...INIT, name, ...SANDBOX], { home });
    const info = async (args: string[], env: Record<string, string>) =>
      (await json(["cabinet", "info", ...args], home, env)).value;
    expect(await info([], {})).toMatchObject({ id: "a", origin: "cabinet use" });
    expect(await info([], { SEGUR_CABINET: "b" })).toMatchObject({ id: "b", origin: "SEGUR_CABINET" });
    expect(await info(["--cabinet", "c"], { SEGUR_CABINET: "b" })).toMatchObject({ id: "c", origin: "--cabinet" });
    const use = await runSegur(["cabinet", "use", "c"], { home, env: { SEGUR_CABINET: "b" } });
    expect(use.stderr).toContain("SEGUR_CABINET");
    expect(await info([], {})).toMatchObject({ id: "c" });
  });

  it("that does not exist is named, with those that do", async () => {
    const home = temporaryHome();
    await runSegur([...INIT, "a", ...SANDBOX], { home });
    for (const args of [
      ["cabinet", "use", "zz"],
      ["cabinet", "info", "--cabinet", "zz"],
    ]) {
      const { code, value } = await json(args, home);
      expect(code).toBe(2);
      expect(value).toMatchObject({ code: "cabinet.unknown", why: expect.stringContaining("a") });
    }
  });

  it("whose register is broken says which file", async () => {
    const home = temporaryHome();
    await runSegur([...INIT, "a", ...SANDBOX], { home });
    const file = join(home, "config", "cabinets", "a.json");
    writeFileSync(file, "{}");
    expect((await json(["cabinet", "info"], home)).value).toMatchObject({
      code: "cabinet.register",
      why: expect.stringContaining(file),
    });
    writeFileSync(file, "{");
    expect((await json(["cabinet", "info"], home)).value).toMatchObject({ code: "files.json" });
  });
});

describe("config", () => {
  it("set, get, unset; the origin of a value; exit 1 when there is none", async () => {
    const home = temporaryHome();
    await runSegur([...INIT, "a", ...SANDBOX], { home });
    expect((await runSegur(["config", "get", "insi.key"], { home })).code).toBe(1);
    expect((await runSegur(["config", "set", "insi.key", "k.pem"], { home, cwd: home })).code).toBe(0);
    expect(await runSegur(["config", "get", "insi.key"], { home })).toEqual({
      code: 0,
      stdout: `${join(home, "k.pem")}\n`,
      stderr: "",
    });
    expect((await runSegur(["config", "get", "insi.timeout", "--origin"], { home })).stdout).toBe("1min\tdéfaut\n");
    await runSegur(["config", "set", "insi.timeout", "5s"], { home });
    const { value } = await json(["config", "list"], home, { SEGUR_INSI_TIMEOUT: "9s" });
    const timeout = value.items.find((each: { id: string }) => each.id === "insi.timeout");
    expect(timeout).toMatchObject({ value: 9_000, origin: "environment" });
    expect((await json(["config", "unset", "insi.timeout"], home)).value).toMatchObject({ value: 60_000, origin: "default" });
    expect((await json(["config", "set", "insi.nothing", "1"], home)).value.code).toBe("config.unknown_key");
  });
});
