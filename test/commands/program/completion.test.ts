import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bashScript } from "../../../src/commands/completion/bash.js";
import { fishScript } from "../../../src/commands/completion/fish.js";
import { completionWords } from "../../../src/commands/completion/words.js";
import { zshScript } from "../../../src/commands/completion/zsh.js";
import { loadTree } from "../../../src/commands/tree.js";
import { bashProposes, fishProposes, hasShell, scriptFolder, typedIn } from "../../support/shells.js";

const WRITE = { bash: bashScript, zsh: zshScript, fish: fishScript };
const folderFor = async (shell: keyof typeof WRITE) => scriptFolder(WRITE[shell](completionWords(await loadTree())));

/** A register of two cabinets, in a folder that `SEGUR_HOME` names. */
function twoCabinets(folder: string): string {
  const home = join(folder, "home");
  mkdirSync(join(home, "config", "cabinets"), { recursive: true });
  for (const name of ["nord", "notre-dame"]) writeFileSync(join(home, "config", "cabinets", `${name}.json`), "{}");
  return home;
}

/** What a shell must propose for a line: exactly these words, or these among others. */
const CASES: readonly (readonly [line: string, words: readonly string[], only?: "only"])[] = [
  ["segur cab", ["cabinet"], "only"],
  ["segur cabinet in", ["info", "init"], "only"],
  ["segur --json cabinet in", ["info", "init"], "only"],
  ["segur --cabinet nord cabinet in", ["info", "init"], "only"],
  ["segur --format json cabinet in", ["info", "init"], "only"],
  ["segur cabinet init --env", ["--environment"], "only"],
  ["segur cabinet init --environment ", ["bas", "production", "sandbox"], "only"],
  ["segur cabinet list --for", ["--format"], "only"],
  ["segur completion ", ["bash", "fish", "zsh"], "only"],
  ["segur completion bash --j", ["--json"], "only"],
  ["segur help exit", ["exit-codes"], "only"],
  ["segur mss ", ["send", "status", "directory", "book"]],
  ["segur mss directory ", ["import", "search", "show"], "only"],
  ["segur mss directory search --sp", ["--speciality"], "only"],
  ["segur mss directory import --sp", [], "only"],
  ["segur mss book add --", ["--nickname", "--cabinet"]],
  ["segur patient consent P1 --dmp-r", ["--dmp-read"], "only"],
  // The same option, other values: those of the place.
  ["segur doc list P1 --origin ", ["dmp", "local", "mss"], "only"],
  ["segur inbox list --state ", ["deletion", "filed", "new"]],
  ["segur outbox list --state ", ["arrive", "en-attente"]],
  // The forms of result that only this command has, and an option whose name ends in a digit.
  ["segur mom check --format j", ["json", "junit"], "only"],
  ["segur dashboard --format ", ["csv", "html", "json", "ndjson", "table"], "only"],
  ["segur mom --format h", [], "only"],
  ["segur patient medical add P1 traitement x --cip", ["--cip13"], "only"],
  ["segur patient medical add P1 al", ["allergie"], "only"],
  ["segur patient medical none P1 an", [], "only"],
  // A value that is nobody's to guess.
  ["segur patient create --birth-name ", [], "only"],
];

describe("completion", () => {
  it("bash proposes groups, commands, sub-groups, options and values", { timeout: 60_000 }, async (context) => {
    if (!hasShell("bash")) context.skip("no bash here");
    const folder = await folderFor("bash");
    for (const [line, words, only] of CASES) {
      const proposed = bashProposes(folder, line).sort();
      expect(proposed, line).toEqual(only === undefined ? expect.arrayContaining([...words]) : words);
    }
    expect(bashProposes(folder, "segur inbox list --state = n")).toEqual(["new", "new_version"]);
  });

  it("fish proposes the same, each word with what it does", { timeout: 60_000 }, async (context) => {
    if (!hasShell("fish")) context.skip("no fish here");
    const folder = await folderFor("fish");
    for (const [line, words, only] of CASES) {
      // Where nothing begins so, fish also gives what holds these letters in this order.
      const begun = line.slice(line.lastIndexOf(" ") + 1);
      const proposed = [...fishProposes(folder, line).keys()].filter((word) => word.startsWith(begun)).sort();
      expect(proposed, line).toEqual(only === undefined ? expect.arrayContaining([...words]) : words);
    }
    expect([...fishProposes(folder, "segur inbox list --state=n").keys()].sort()).toEqual(["--state=new", "--state=new_version"]);
    for (const [word, text] of fishProposes(folder, "segur mss directory ")) expect(text, word).not.toBe("");
  });

  it("proposes files where a file is wanted, folders where a folder is, cabinets of this machine by name", async (context) => {
    if (!hasShell("bash") || !hasShell("fish")) context.skip("no bash or no fish here");
    for (const shell of ["bash", "fish"] as const) {
      const folder = await folderFor(shell);
      const SEGUR_HOME = twoCabinets(folder);
      const propose = (line: string) =>
        shell === "bash" ? bashProposes(folder, line, { SEGUR_HOME }) : [...fishProposes(folder, line, { SEGUR_HOME }).keys()];
      expect(propose("segur patient import scr"), shell).toEqual(["script"]);
      expect(propose("segur mss send --body scr"), shell).toEqual(["script"]);
      expect(
        propose("segur cabinet init nord --dir ").map((each) => each.replace(/\/$/, "")),
        shell,
      ).toEqual(["home"]);
      expect(propose("segur cabinet use no").sort(), shell).toEqual(["nord", "notre-dame"]);
      expect(propose("segur patient search --cabinet not"), shell).toEqual(["notre-dame"]);
      const empty = { SEGUR_HOME: "", XDG_CONFIG_HOME: join(folder, "none") };
      const none =
        shell === "bash"
          ? bashProposes(folder, "segur cabinet use ", empty)
          : [...fishProposes(folder, "segur cabinet use ", empty).keys()];
      expect(none, shell).toEqual([]);
    }
  });

  it("bash shows what each word does when it lists several, and inserts one alone", async (context) => {
    if (!hasShell("bash")) context.skip("no bash here");
    const folder = await folderFor("bash");
    const listed = bashProposes(folder, "segur mss directory ", {}, 63);
    expect(listed).toHaveLength(3);
    expect(listed[0]).toMatch(/^search {2,}cherche la boîte MSSanté/);
    for (const line of listed) expect([...line].length).toBeLessThan(80);
    expect(bashProposes(folder, "segur mss directory sea", {}, 63)).toEqual(["search"]);
    const screen = await typedIn("bash", { folder, line: "segur mss directory s", until: "show " });
    expect(screen).toContain("cherche la boîte MSSanté");
    expect(await typedIn("bash", { folder, line: "segur mss direct", until: "directory " })).not.toContain("Annuaire");
  });

  it("zsh proposes words with what they do, values, sub-groups and cabinets", { timeout: 60_000 }, async (context) => {
    if (!hasShell("zsh")) context.skip("no zsh here");
    const folder = await folderFor("zsh");
    twoCabinets(folder);
    const screen = await typedIn("zsh", { folder, line: "segur mss directory s", until: "tout ce que" });
    expect(screen).toContain("cherche la boîte MSSanté");
    expect(screen).not.toContain("import");
    expect(await typedIn("zsh", { folder, line: "segur inbox list --state del", until: "--state deletion" })).toContain(
      "deletion",
    );
    expect(await typedIn("zsh", { folder, line: "segur cabinet use notr", until: "use notre-dame" })).toContain("notre-dame");
    expect(await typedIn("zsh", { folder, line: "segur --format json cabinet ini", until: "cabinet init" })).toContain("init");
    expect(await typedIn("zsh", { folder, line: "segur patient import scri", until: "import script" })).toContain("script");
  });

  it("the scripts are right for their shells", async (context) => {
    let checked = 0;
    for (const shell of ["bash", "zsh", "fish"] as const) {
      if (!hasShell(shell)) continue;
      const folder = await folderFor(shell);
      const { status, stderr } = spawnSync(shell, ["-n", join(folder, "script")], { encoding: "utf8" });
      expect({ shell, stderr, status }).toEqual({ shell, stderr: "", status: 0 });
      checked += 1;
    }
    if (checked === 0) context.skip("no shell here");
  });
});
