import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { platform } from "node:os";
import { describe, expect, it } from "vitest";
import { BINARY, ensureBuilt } from "../support/build.js";
import { cleanEnv, exitOf, runSegur, startSegur, temporaryHome } from "../support/cli.js";
import { runOnTty } from "../support/tty.js";

/** The real binary, on pipes and on a terminal. */
describe("segur on a pipe", () => {
  it("--version, alone and in JSON", async () => {
    const home = temporaryHome();
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await runSegur(["--version"], { home })).toEqual({ code: 0, stdout: `segur ${version}\n`, stderr: "" });
    expect(await runSegur(["--version", "--json"], { home })).toEqual({
      code: 0,
      stdout: `{"schema":"segur.version/1","version":"${version}"}\n`,
      stderr: "",
    });
  });

  it("a usage error: nothing on stdout, three parts on stderr, code 2", async () => {
    expect(await runSegur(["cabinet", "lits"], { home: temporaryHome() })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "Erreur : Commande inconnue après « segur cabinet » : lits.\n" +
        "  Pourquoi : Vouliez-vous dire « list » ?\n" +
        "  Code : usage.unknown_command\n" +
        "  Que faire : segur cabinet --help\n",
    });
  });

  it("an error with a machine format is one JSON line on stderr", async () => {
    const { code, stdout, stderr } = await runSegur(["patient-x", "--format", "ndjson"], { home: temporaryHome() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.endsWith("\n") && stderr.trimEnd().includes("\n")).toBe(false);
    expect(JSON.parse(stderr)).toMatchObject({ schema: "segur.error/1", kind: "usage", exitCode: 2 });
  });

  it("a command that needs a cabinet says how to make one", async () => {
    const { code, stderr } = await runSegur(["cabinet", "info", "--json"], { home: temporaryHome() });
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      kind: "config",
      code: "cabinet.none",
      advice: expect.stringContaining("cabinet init"),
    });
  });

  it("colour: none on a pipe, forced by the flag, the variables in their order", async () => {
    const home = temporaryHome();
    const red = async (args: string[], env: Record<string, string>) =>
      (await runSegur(["cabinet", "lits", ...args], { home, env })).stderr.includes("\u001b[31m");
    expect(await red([], {})).toBe(false);
    expect(await red([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await red([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
    expect(await red(["--color", "always"], { NO_COLOR: "1" })).toBe(true);
    expect(await red(["--color=never"], { FORCE_COLOR: "1" })).toBe(false);
    expect(await red(["--json"], { FORCE_COLOR: "1" })).toBe(false);
  });

  it("writes more than a pipe holds, to the last byte, to a reader that is slow to start", async () => {
    const child = startSegur(["sandbox", "people", "--count", "3000", "--format", "csv"], { home: temporaryHome() });
    const closed = new Promise((resolve) => child.stdout?.once("close", resolve));
    await new Promise((resolve) => setTimeout(resolve, 600));
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (data) => {
      stdout += data;
    });
    expect(await exitOf(child)).toBe(0);
    await closed;
    expect(stdout.length).toBeGreaterThan(4 * 64 * 1024);
    expect(stdout.endsWith("\r\n")).toBe(true);
    expect(stdout.split("\r\n")).toHaveLength(3_002);
  });

  it("a reader that leaves: nothing is said; 0 for a command that only reads, 130 for one that was doing something", async (context) => {
    if (platform() === "win32") context.skip("runs a POSIX shell");
    const home = temporaryHome();
    ensureBuilt();
    const piped = (command: string, reader: string) => {
      const line = `"${process.execPath}" "${BINARY}" ${command} | ${reader}; echo "\${PIPESTATUS[0]}"`;
      return spawnSync("bash", ["--norc", "-c", line], { env: cleanEnv({ home }), encoding: "utf8" });
    };
    const read = piped("help reference", "true");
    expect({ stdout: read.stdout, stderr: read.stderr }).toEqual({ stdout: "0\n", stderr: "" });
    const people = piped("sandbox people --count 3000 --format csv", "head -n 1");
    expect(people.stdout).toMatch(/^dossier;nom_naissance;.*\r\n130\n$/);
    expect(people.stderr).toBe("");
  });

  it("keeps its arguments out of the process list", async (context) => {
    if (platform() !== "linux") context.skip("reads /proc");
    const home = temporaryHome();
    await runSegur(["cabinet", "init", "a", "--environment", "sandbox"], { home });
    const child = startSegur(["cabinet", "use", "secret-name", "--verbose"], { home });
    const exit = exitOf(child);
    const seen = new Set<string>();
    while (child.exitCode === null) {
      try {
        seen.add(readFileSync(`/proc/${child.pid}/cmdline`, "utf8"));
      } catch {
        break;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await exit;
    const last = [...seen].filter((line) => line !== "").at(-1) ?? "";
    expect(last.replaceAll("\0", "")).toBe("segur");
  });
});

describe("segur on a terminal", () => {
  it("draws a box, in colours, and says it is done", async () => {
    const home = temporaryHome();
    const { code, screen } = await runOnTty(["cabinet", "init", "nord", "--environment", "sandbox"], { home });
    expect(code).toBe(0);
    expect(screen).toContain("\u001b[32m✓\u001b[39m Cabinet \u001b[1mnord\u001b[22m créé (sandbox)");
    const list = await runOnTty(["cabinet", "list"], { home });
    expect(list.screen).toContain("│ \u001b[1mnord\u001b[22m │ sandbox");
  });

  it("NO_COLOR and --color never leave no escape at all", async () => {
    const home = temporaryHome();
    await runSegur(["cabinet", "init", "nord", "--environment", "sandbox"], { home });
    const noColour = await runOnTty(["cabinet", "list"], { home, env: { NO_COLOR: "1" } });
    const never = await runOnTty(["cabinet", "list", "--color", "never"], { home });
    const dumb = await runOnTty(["cabinet", "list"], { home, env: { TERM: "dumb" } });
    expect(noColour.screen).not.toContain("\u001b");
    expect(never.screen).toBe(noColour.screen);
    expect(dumb.screen).toBe(noColour.screen);
    expect(noColour.screen).toContain("│ nord │ sandbox");
  });

  it("a machine format on a terminal is what it is on a pipe", async () => {
    const home = temporaryHome();
    await runSegur(["cabinet", "init", "nord", "--environment", "sandbox"], { home });
    const pipe = await runSegur(["cabinet", "list", "--json"], { home });
    const terminal = await runOnTty(["cabinet", "list", "--json"], { home, columns: 400 });
    expect(terminal.screen).toBe(pipe.stdout);
  });
});
