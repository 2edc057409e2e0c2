import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Option } from "commander";
import { describe, expect, it } from "vitest";
import { GLOBAL_OPTIONS } from "../../../src/commands/globals.js";
import { ins } from "../../../src/commands/ins/spec.js";

const SRC = fileURLToPath(new URL("../../../src/", import.meta.url));
const GLOBALS = new Set(GLOBAL_OPTIONS.flatMap(({ flags }) => flagsOf(flags)));

function flagsOf(flags: string): string[] {
  const { short, long } = new Option(flags);
  return [short, long].flatMap((flag) => flag ?? []);
}

/** Flags that a command understands. */
function known(name: string): ReadonlySet<string> | undefined {
  const spec = ins.commands.find((command) => command.name === name);
  return spec && new Set([...GLOBALS, "--help", ...(spec.options ?? []).flatMap(({ flags }) => flagsOf(flags))]);
}

/** Every `segur ins …` written in a text, with its flags. */
function* quoted(text: string): Generator<{ readonly name: string; readonly flags: readonly string[] }> {
  for (const [, name = "", rest = ""] of text.matchAll(/segur ins ([a-z]+)([^"`\n»;,)]*)/g)) {
    yield { name, flags: rest.match(/(?<=\s)--?[a-z][a-z-]*/g) ?? [] };
  }
}

describe("the specs of segur ins", () => {
  it.each(ins.commands.map((command) => [command.name, command] as const))("%s: no flag hides a global one", (_, command) => {
    const flags = (command.options ?? []).flatMap((option) => flagsOf(option.flags));
    expect(flags.filter((flag) => GLOBALS.has(flag))).toEqual([]);
    expect(new Set(flags).size).toBe(flags.length);
  });

  it.each(ins.commands.map((command) => [command.name, command] as const))(
    "%s: its examples are commands that exist",
    (_, command) => {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const { run } of command.examples) {
        for (const { name, flags } of quoted(run)) {
          const understood = known(name);
          expect(understood, run).toBeDefined();
          for (const flag of flags) expect(understood?.has(flag), `${flag} in: ${run}`).toBe(true);
        }
      }
    },
  );

  it("every command of the group that an error or an advice tells to run exists, with its flags", () => {
    const wrong: string[] = [];
    for (const entry of readdirSync(SRC, { recursive: true, encoding: "utf8" })) {
      if (!entry.endsWith(".ts")) continue;
      for (const { name, flags } of quoted(readFileSync(join(SRC, entry), "utf8"))) {
        const understood = known(name);
        const unknown = flags.filter((flag) => understood?.has(flag) !== true);
        if (understood === undefined || unknown.length > 0) wrong.push(`${entry}: segur ins ${name} ${unknown.join(" ")}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
