import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { manPages } from "../../../src/commands/man/pages.js";
import { example, paragraphs } from "../../../src/commands/man/roff.js";
import { run } from "../../../src/commands/man/run.js";
import { loadTree } from "../../../src/commands/tree.js";
import { ensureBuilt } from "../../support/build.js";
import { testContext, typed } from "../support/context.js";

const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;
const pages = async () => manPages(await loadTree());
const DIST = fileURLToPath(new URL("../../../dist/man", import.meta.url));

/** A page as a person reads it, in plain text; what groff complains of is on `stderr`. */
function rendered(source: string): { readonly text: string; readonly complaints: string } {
  const groff = ["-k", "-t", "-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=100n"];
  const { stdout, stderr } = spawnSync("groff", groff, { input: source, encoding: "utf8" });
  return { text: stdout, complaints: stderr };
}

describe("manual pages", () => {
  it("are in step with the command tree: every command, argument and option", async () => {
    const tree = await loadTree();
    const texts = new Map((await pages()).map(({ name, text }) => [name, text.replaceAll("\\-", "-").replaceAll("\\(aq", "'")]));
    expect([...texts.keys()]).toEqual(["segur", ...tree.map(({ entry }) => `segur-${entry.name}`)]);
    for (const { entry, group, command } of tree) {
      const text = texts.get(`segur-${entry.name}`) ?? "";
      for (const spec of group?.commands ?? (command === undefined ? [] : [command])) {
        expect(text).toContain(`.B segur ${group === undefined ? "" : `${group.name} `}${spec.name}\n`);
        for (const { usage } of spec.args ?? []) expect(text).toContain(`.B "${usage}"\n`);
        for (const { flags } of spec.options ?? []) expect(text).toContain(`.B "${flags}"\n`);
      }
      expect(texts.get("segur")).toContain(`.B "segur ${entry.name}"\n`);
      for (const heading of ["NOM", "SYNOPSIS", "CODES DE SORTIE", "ENVIRONNEMENT", "VOIR AUSSI"])
        expect(text).toContain(`.SH "${heading}"\n`);
    }
    for (const heading of ["ENVIRONNEMENT", "FICHIERS", "OPTIONS GLOBALES"])
      expect(texts.get("segur")).toContain(`.SH "${heading}"\n`);
  });

  it("are those that npm installs (npm run docs)", async () => {
    ensureBuilt();
    expect(packageJson.man).toEqual((await pages()).map(({ name }) => `dist/man/${name}.1`).sort());
    const written = readdirSync(DIST).map((name) => [name, readFileSync(join(DIST, name), "utf8")]);
    const told = (await pages()).map(({ name, text }) => [`${name}.1`, text]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(told));
  });

  it("render without a warning, and what is typed stays as it is typed", async (context) => {
    if (!has("groff")) context.skip("no groff here");
    for (const { name, text } of await pages()) {
      const { complaints, text: read } = rendered(text);
      expect({ name, complaints }).toEqual({ name, complaints: "" });
      expect(read).toContain("CODES DE SORTIE");
    }
    const inbox = (await pages()).find(({ name }) => name === "segur-inbox")?.text ?? "";
    expect(rendered(inbox).text).toContain("segur inbox classify --all");
  });

  it("render without a warning in man itself", async (context) => {
    if (!has("man")) context.skip("no man here");
    const [page] = await pages();
    const options = { input: page?.text ?? "", encoding: "utf8", env: { ...process.env, MANWIDTH: "80" } } as const;
    const { stdout, stderr, status } = spawnSync("man", ["--warnings", "-E", "UTF-8", "-l", "-"], options);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout).toContain("segur inbox");
  });

  it("are clean for mandoc too", async (context) => {
    if (!has("mandoc")) context.skip("no mandoc here");
    for (const { name, text } of await pages()) {
      const { stdout } = spawnSync("mandoc", ["-Tlint", "-W", "warning"], { input: text, encoding: "utf8" });
      // A date would make two builds of the same sources differ.
      const complaints = stdout.split("\n").filter((line) => line !== "" && !line.includes("missing date"));
      expect({ name, complaints }).toEqual({ name, complaints: [] });
    }
  });

  it("never take a text for a request", (context) => {
    const hostile = [".so /etc/passwd", "'br", "a\\fBb\\n(.x", "--x '\"` ^~", "l'INS"];
    const source = `.TH X 1\n.SH NAME\n${hostile.map(paragraphs).join("\n")}\n${example(hostile)}\n`;
    for (const line of source.split("\n")) expect(line).not.toMatch(/^(\.so|'br)/);
    if (!has("groff")) context.skip("no groff here");
    const { text, complaints } = rendered(source);
    expect(complaints).toBe("");
    for (const each of hostile) expect(text.split(each).length, each).toBe(3);
  });
});

describe("segur man", () => {
  it("gives a page, all of them, and refuses what is none without repeating it", async () => {
    const one = await testContext();
    await run(one.context, typed(["inbox"]));
    expect(one.io.written()).toBe((await pages()).find(({ name }) => name === "segur-inbox")?.text);
    const all = await testContext();
    await run(all.context, typed([undefined], { all: true }));
    expect(all.io.written()).toBe((await pages()).map(({ text }) => text).join(""));
    const none = await testContext();
    const error = await run(none.context, typed(["zorglub"])).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "usage", code: "man.unknown_page" });
    expect(JSON.stringify(error)).not.toContain("zorglub");
    const both = await run(none.context, typed(["inbox"], { all: true })).catch((thrown: unknown) => thrown);
    expect(both).toMatchObject({ kind: "usage", code: "man.page_and_all" });
  });

  it("is read by man as it is piped to it", (context) => {
    if (!has("man") || !has("bash")) context.skip("no man here");
    const text = execFileSync("bash", ["-c", `"$0" bin/segur.js man ins | man -E UTF-8 -l -`, process.execPath], {
      cwd: fileURLToPath(new URL("../../../", import.meta.url)),
      encoding: "utf8",
    });
    expect(text).toContain("segur ins qualify");
  });
});
