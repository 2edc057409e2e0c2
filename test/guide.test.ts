import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { ensureBuilt } from "./support/build.js";
import { temporaryHome } from "./support/cli.js";
import { differences, rewritten, shellIn, shownCommands, words } from "./support/replay.js";

const GUIDE = fileURLToPath(new URL("../docs/guide/", import.meta.url));
const CHAPTERS = readdirSync(GUIDE)
  .filter((name) => /^\d\d-.*\.md$/.test(name))
  .sort();
const read = (name: string) => readFileSync(join(GUIDE, name), "utf8").replaceAll("\r\n", "\n");

describe("docs/guide", () => {
  it("leads to every chapter, in order, and each leads to the next", () => {
    const links = [...read("index.md").matchAll(/\]\((\d\d-[^)#]+\.md)\)/g)].map(([, link]) => link);
    expect(links).toEqual(CHAPTERS);
    for (const [index, name] of CHAPTERS.entries()) expect(read(name)).toContain(`](${CHAPTERS[index + 1] ?? "depannage.md"})`);
  });

  /** One practice lives through the whole guide: what a chapter shows is what its commands do after those of the chapters before. */
  it("shows what its commands really show (GUIDE_WRITE=1 rewrites it)", { timeout: 300_000 }, async () => {
    ensureBuilt();
    const run = shellIn(temporaryHome());
    onTestFinished(async () => void (await run("segur sandbox stop --quiet")));
    const wrong: unknown[] = [];
    for (const name of CHAPTERS) {
      const page = read(name);
      const outputs: string[] = [];
      for (const { command, shown } of shownCommands(page)) {
        const real = await run(command);
        outputs.push(real);
        const { onlyShown, onlyReal } = differences(shown, real);
        if (onlyShown.length + onlyReal.length > 0) wrong.push({ name, command, onlyShown, onlyReal });
      }
      if (process.env.GUIDE_WRITE !== undefined) writeFileSync(join(GUIDE, name), rewritten(page, outputs));
    }
    if (process.env.GUIDE_WRITE === undefined) expect(wrong).toEqual([]);
  });

  it("is held to what happens: a figure, a name or a line that differs is seen", () => {
    const real = "┌───┐\n│ 3 patients, DURAND │\n└───┘\nReçu le 26/11/2026 02:57, née le 14/07/1977";
    expect(differences(["3 patients, DURAND", "Reçu le 01/02/2027 10:00, née le 14/07/1977"], real)).toEqual({
      onlyShown: [],
      onlyReal: [],
    });
    expect(differences(["4 patients, DURAND", "…"], real)).toEqual({ onlyShown: ["4"], onlyReal: [] });
    expect(differences(["3 patients, DURAND"], real).onlyReal).toContain("14/07/1977");
    expect(words("née le 15/07/1977")).not.toEqual(words("née le 14/07/1977"));
  });
});
