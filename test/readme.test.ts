import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { TOPICS } from "../src/commands/help/topics.js";
import { SETTINGS } from "../src/services/cabinet/settings.js";
import { EXIT_CODE_MEANINGS } from "../src/terminal/exit-codes.js";
import { quotedCommands, read, shellCommands } from "./support/quoted.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const page = (path: string) => readFileSync(join(ROOT, path), "utf8").replaceAll("\r\n", "\n");
const README = page("README.md");
const DOCS = ["docs", "docs/guide"].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`),
);

describe.each(["README.md", ...DOCS])("%s", (path) => {
  const text = page(path);

  it("tells only commands that segur understands", async () => {
    const wrong: string[] = [];
    for (const command of quotedCommands(text)) {
      const error: unknown = await read(command).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error !== undefined) wrong.push(`${command.text} → ${error instanceof Error ? error.message : String(error)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("names npm scripts, files and folders that exist, and no place of one machine", () => {
    for (const [, script = ""] of text.matchAll(/npm run ([a-z]+)/g)) expect(packageJson.scripts).toHaveProperty(script);
    for (const [, link = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(existsSync(join(ROOT, path, "..", link)), link).toBe(true);
    }
    for (const [, folder = ""] of text.matchAll(/`((?:test|bench|src|docs|fixtures)\/[\w/.*-]*)`/g)) {
      expect(existsSync(join(ROOT, folder)), folder).toBe(true);
    }
    expect(text).not.toMatch(/\/tmp\/|\/work\/|\/root\b|\/home\/|[A-Z]:\\Users/);
  });
});

describe("README.md", () => {
  it("tells enough commands to be worth holding", () => {
    expect([...quotedCommands(README)].length).toBeGreaterThan(30);
    expect(packageJson.scripts).toMatchObject({ demo: expect.any(String), test: expect.any(String) });
  });

  it("documents every exit code, and no other", () => {
    const told = [...README.matchAll(/^\|\s*(\d+)\s*\|/gm)].map(([, code]) => Number(code));
    expect(told).toEqual(EXIT_CODE_MEANINGS.map(({ code }) => code));
    const shown = [...README.matchAll(/^exit (\d+)$/gm)].map(([, code]) => Number(code));
    for (const code of shown) expect(told).toContain(code);
  });

  it("shows JSON that is JSON", () => {
    const lines = README.split("\n").filter((line) => line.startsWith('{"schema"') && !line.endsWith('"items":['));
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
    for (const [, json = ""] of README.matchAll(/\|\s*`(\{"schema"[^`]*)`\s*\|/g))
      expect(() => JSON.parse(json), json).not.toThrow();
  });

  it("documents every setting of insi, and only those", () => {
    const told = new Set([...README.matchAll(/`(insi\.\w+)`/g)].map(([, key]) => key));
    const real = SETTINGS.map(({ key }) => key).filter((key) => key.startsWith("insi."));
    expect([...told].sort()).toEqual([...real].sort());
  });

  it("names only variables that the help explains", () => {
    const explained = TOPICS.get("environment") ?? "";
    const names = new Set([...README.matchAll(/\bSEGUR_[A-Z_]+\b/g)].map(([name]) => name));
    names.delete("SEGUR_CONFORMANCE");
    for (const name of names) expect(explained).toContain(name);
  });
});

describe("what the program itself tells to run", () => {
  it("names only groups and commands that exist", async () => {
    const wrong: string[] = [];
    for (const entry of readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })) {
      if (!entry.endsWith(".ts")) continue;
      const text = readFileSync(join(ROOT, "src", entry), "utf8");
      for (const [, group = "", command] of text.matchAll(/\bsegur (?!pour\b|may\b)([a-z]+)\b(?: ([a-z]+)\b)?/g)) {
        const words = [group, ...(command === undefined ? [] : [command]), "--help"];
        const known = await read({ text: "", words: ["segur", ...words] }).catch(() => undefined);
        const shown = known?.kind === "help" ? known.text : "";
        const path = command === undefined ? `segur ${group}` : `segur ${group} ${command}`;
        // A command without sub-commands takes any word after it.
        if (!shown.startsWith(`Usage : ${path} `) && !shown.startsWith(`Usage : segur ${group} [`))
          wrong.push(`${entry}: ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("reading a shell line", () => {
  it.each([
    [
      "$ segur a b --c 'd e' > f.csv; echo \"exit $?\"",
      [
        ["segur", "a", "b", "--c", "d e"],
        ["echo", "exit $?"],
      ],
    ],
    [
      "segur a - < x | segur b   # why",
      [
        ["segur", "a", "-"],
        ["segur", "b"],
      ],
    ],
    ["trap 'segur sandbox stop' EXIT", [["segur", "sandbox", "stop"]]],
    ["segur a || code=$?", [["segur", "a"], ["code=$?"]]],
  ])("%s", (line, words) => {
    expect(shellCommands(line).map((command) => command.words)).toEqual(words);
  });
});
