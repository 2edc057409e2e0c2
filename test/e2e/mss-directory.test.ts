import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runSegur, temporaryHome } from "../support/cli.js";

const HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|Code postal|";
const lines = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `PER|p${index}.martin@medecin.mssante.fr|${10_000_000_000 + index}|MARTIN|P${index}|29200|`,
  );

describe("the annuaire at the command line", () => {
  it("is imported, searched, and never chooses for a person", { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    const segur = (...args: readonly string[]) => runSegur(args, { home, env: { SEGUR_KEYRING: "off" } });
    expect((await segur("cabinet", "init", "essai", "--environment", "sandbox")).code).toBe(0);
    const none = await segur("mss", "directory", "search", "martin");
    // A sandbox cabinet has nothing else to ask than the sandbox, which is not started.
    expect([none.code, none.stderr]).toEqual([5, expect.stringContaining("Code : sandbox.not_running")]);
    const file = join(home, "E_202611240815.txt");
    writeFileSync(file, [HEAD, ...lines(3)].join("\n"));
    const loaded = await segur("mss", "directory", "import", file, "--json");
    expect(JSON.parse(loaded.stdout)).toMatchObject({ mailboxes: 3, extractedAt: "2026-11-24T08:15:00.000Z" });
    const found = await segur("mss", "directory", "search", "martin", "--city", "29", "--json");
    expect(JSON.parse(found.stdout).items.map(({ id }: { id: string }) => id)).toHaveLength(3);
    const several = await segur("mss", "directory", "show", "martin", "--json");
    expect(several.code).toBe(7);
    expect(JSON.parse(several.stderr)).toMatchObject({ code: "directory.recipient_ambiguous" });
    expect(several.stderr).toContain("p2.martin@medecin.mssante.fr");
    expect((await segur("doctor")).stdout).toMatch(/3 boîtes, copie/);
  });

  it("keeps the copy before when an import is killed", { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    const segur = (...args: readonly string[]) => runSegur(args, { home, env: { SEGUR_KEYRING: "off" } });
    await segur("cabinet", "init", "essai", "--environment", "sandbox");
    const file = join(home, "un.txt");
    writeFileSync(file, [HEAD, ...lines(1)].join("\n"));
    await segur("mss", "directory", "import", file);
    // It reads from a pipe that never ends: it is killed in the middle, for certain.
    const bin = new URL("../../bin/segur.js", import.meta.url).pathname;
    const env = { ...process.env, SEGUR_HOME: home, SEGUR_KEYRING: "off" };
    const child = spawn(process.execPath, [bin, "mss", "directory", "import", "-"], { env, stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.on("error", () => undefined);
    child.stdin.write(`${[HEAD, ...lines(500)].join("\n")}\n`);
    const data = join(home, "data");
    while (!readdirSync(data).some((name) => name.endsWith(".tmp"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    expect(JSON.parse((await segur("mss", "directory", "search", "martin", "--json")).stdout).items).toHaveLength(1);
    expect((await segur("mss", "directory", "import", file)).code).toBe(0);
  });
});
