import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPrompter } from "../../src/terminal/prompt.js";
import { fakeIo } from "../support/io.js";
import { startProgramOnTty } from "../support/tty.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
// Inside node_modules, so that inquirer is found.
const PROGRAM = join(ROOT, "node_modules", `.segur-prompt-${process.pid}.mjs`);

beforeAll(async () => {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["test/support/prompt-fixture.ts"],
    outfile: PROGRAM,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
  });
});
afterAll(() => rmSync(PROGRAM, { force: true }));

const start = (kind: string, colour = "auto") => startProgramOnTty([PROGRAM, kind, colour], { home: ROOT });

describe("questions on a terminal", () => {
  it("confirm: in French, no by default, o is yes", async () => {
    const session = start("confirm");
    await session.shows("(o/N)");
    session.type("o\r");
    await session.shows("réponse=true");
    expect(await session.ended()).toBe(0);
    const silent = start("confirm");
    await silent.shows("(o/N)");
    silent.type("\r");
    await silent.shows("réponse=false");
  });

  it("confirm: a wrong answer is told, and taken off the line", async () => {
    const session = start("confirm");
    await session.shows("(o/N)");
    session.type("peut-être\r");
    await session.shows("Répondez par oui ou par non.");
    session.type("oui\r");
    await session.shows("réponse=true");
  });

  it("a long question or choice is broken between words", async () => {
    const session = startProgramOnTty([PROGRAM, "long", "never"], { home: ROOT, columns: 40 });
    await session.shows("annuler");
    const lines = session
      .screen()
      .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
      .split(/\r?\n/);
    for (const word of ["destinataires", "gastroentérologie", "Saint-Symphorien"]) {
      expect(
        lines.some((line) => line.includes(word)),
        word,
      ).toBe(true);
    }
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    session.type("\r");
    await session.shows("réponse=1");
  });

  it("choose: arrows and Enter", async () => {
    const session = start("choose");
    await session.shows("Échap annuler");
    session.type("\u001b[B");
    await session.shows("français ou étranger");
    session.type("\r");
    await session.shows('réponse="PA"');
  });

  it("ask: the check speaks until the answer is right", async () => {
    const session = start("ask");
    await session.shows("RPPS ?");
    session.type("12\r");
    await session.shows("11 chiffres sont attendus.");
    session.type("345678901\r");
    await session.shows('réponse="12345678901"');
  });

  it("Ctrl-C and Esc cancel: interrupted, never a stack", async () => {
    for (const key of ["\u0003", "\u001b"]) {
      for (const kind of ["confirm", "choose", "ask"]) {
        const session = start(kind);
        await session.shows("?");
        session.type(key);
        await session.shows("erreur=interrupted:prompt.cancelled");
        expect(await session.ended()).toBe(1);
        expect(session.screen()).not.toMatch(/at .*\.js/);
      }
    }
  });

  it("--color never: no colour sequence, whatever inquirer thinks", async () => {
    const session = start("choose", "never");
    await session.shows("Échap annuler");
    expect(session.screen()).not.toMatch(/\u001b\[[0-9;]*m/);
    const coloured = start("choose");
    await coloured.shows("Échap annuler");
    expect(coloured.screen()).toMatch(/\u001b\[[0-9;]*m/);
  });
});

describe("questions that nobody can answer", () => {
  it("are refused with the flag to give, and nothing is written", async () => {
    const io = fakeIo();
    const prompt = createPrompter(io, process.stderr);
    const error = {
      kind: "usage",
      code: "prompt.impossible",
      advice: expect.stringContaining("--yes"),
      details: { flag: "--yes" },
    };
    await expect(prompt.confirm("Envoyer ?", { flag: "--yes" })).rejects.toMatchObject(error);
    await expect(prompt.ask("Quoi ?", { flag: "--yes" })).rejects.toMatchObject(error);
    await expect(prompt.choose("Qui ?", [{ name: "a", value: 1 }], { flag: "--yes" })).rejects.toMatchObject(error);
    expect(io.written() + io.told()).toBe("");
  });

  it("a real process without a terminal refuses too, at once", () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, "confirm"], { encoding: "utf8", timeout: 10_000 });
    expect({ stdout, stderr, status }).toEqual({ stdout: "erreur=usage:prompt.impossible\n", stderr: "", status: 1 });
  });
});
