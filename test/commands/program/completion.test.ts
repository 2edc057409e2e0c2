import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bashScript, fishScript, zshScript } from "../../../src/commands/completion/scripts.js";
import { completionWords } from "../../../src/commands/completion/words.js";
import { loadTree } from "../../../src/commands/tree.js";

const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;
const places = async () => completionWords(await loadTree());

/** Calls `use` with the path of a file named `script` that holds this text, alone in its folder. */
function inFolder<T>(text: string, use: (path: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "segur-completion-"));
  try {
    const path = join(folder, "script");
    writeFileSync(path, text);
    return use(path, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What bash would propose for this line. */
async function complete(line: string): Promise<string[]> {
  return inFolder(bashScript(await places()), (script, cwd) => {
    const run = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _segur; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync("bash", ["--norc", "-c", run, "bash", script, ...line.split(" ")], { cwd, encoding: "utf8" });
    return out.split("\n").filter((word) => word !== "");
  });
}

describe("completion", () => {
  it("bash proposes groups, commands, options and values", async (context) => {
    if (!has("bash")) context.skip("no bash here");
    expect(await complete("segur cab")).toEqual(["cabinet"]);
    expect(await complete("segur cabinet ")).toEqual(expect.arrayContaining(["init", "list", "use", "info"]));
    expect(await complete("segur --json cabinet in")).toEqual(["init", "info"]);
    expect(await complete("segur cabinet init --env")).toEqual(["--environment"]);
    expect(await complete("segur cabinet init --environment ")).toEqual(["sandbox", "bas", "production"]);
    expect(await complete("segur cabinet list --for")).toEqual(["--format"]);
    expect(await complete("segur cabinet init --dir ")).toEqual(["script"]);
    expect(await complete("segur completion scr")).toEqual(["script"]);
    expect(await complete("segur completion bash --j")).toEqual(["--json"]);
  });

  it("fish proposes the same", async (context) => {
    if (!has("fish")) context.skip("no fish here");
    const propose = async (line: string) =>
      inFolder(fishScript(await places()), (script, cwd) => {
        const run = "source $argv[1]; complete -C $argv[2]";
        const out = execFileSync("fish", ["--no-config", "-c", run, script, line], { cwd, encoding: "utf8" });
        return out.split("\n").map((each) => each.split("\t")[0]);
      });
    expect(await propose("segur cab")).toContain("cabinet");
    expect(await propose("segur cabinet ")).toEqual(expect.arrayContaining(["init", "list", "use", "info"]));
    expect(await propose("segur cabinet init --environment ")).toEqual(expect.arrayContaining(["sandbox", "bas", "production"]));
    expect(await propose("segur cabinet init --dir ")).toContain("script");
  });

  it("the scripts are right for their shells", async (context) => {
    const scripts = { bash: bashScript(await places()), zsh: zshScript(await places()), fish: fishScript(await places()) };
    let checked = 0;
    for (const [shell, script] of Object.entries(scripts)) {
      expect(script).toContain(shell === "fish" ? "-l environment" : "--environment");
      if (!has(shell)) continue;
      const { status, stderr } = inFolder(script, (path) => spawnSync(shell, ["-n", path], { encoding: "utf8" }));
      expect({ shell, stderr, status }).toEqual({ shell, stderr: "", status: 0 });
      checked += 1;
    }
    if (checked === 0) context.skip("no shell here");
  });
});
