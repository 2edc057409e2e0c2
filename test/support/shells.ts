import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { onTestFinished } from "vitest";

export const hasShell = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** A folder that holds the completion script, and nothing else; removed when the test ends. */
export function scriptFolder(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "segur-completion-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "script"), script);
  return folder;
}

/** What bash would propose for this line; `type` 63 is what it says when it lists several words. */
export function bashProposes(folder: string, line: string, env: Record<string, string> = {}, type = 9): string[] {
  const run = `source "$1"; COMP_TYPE=$2; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _segur; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const words = ["--norc", "-c", run, "bash", join(folder, "script"), String(type), ...line.split(" ")];
  const out = execFileSync("bash", words, { cwd: folder, encoding: "utf8", env: { ...process.env, COLUMNS: "80", ...env } });
  return out.split("\n").filter((word) => word !== "");
}

/** What fish would propose: words, each with its description. */
export function fishProposes(folder: string, line: string, env: Record<string, string> = {}): Map<string, string> {
  const words = ["--no-config", "-c", "source $argv[1]; complete -C $argv[2]", join(folder, "script"), line];
  const out = execFileSync("fish", words, { cwd: folder, encoding: "utf8", env: { ...process.env, ...env } });
  const pairs = out.split("\n").filter((each) => each !== "");
  return new Map(pairs.map((each) => each.split("\t")).map(([word = "", text = ""]) => [word, text]));
}

/** An interactive shell in which the script was loaded: types the lines, each followed by Tab, and gives the screen once it shows `until`. */
export async function typedIn(
  shell: "bash" | "zsh",
  { folder, line, until }: { readonly folder: string; readonly line: string; readonly until: string },
): Promise<string> {
  const args = shell === "bash" ? ["--norc", "--noprofile", "-i"] : ["-f", "-i"];
  const pty = spawn(shell, args, {
    name: "xterm",
    cols: 100,
    rows: 60,
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, PS1: "", LANG: "C.UTF-8", SEGUR_HOME: join(folder, "home") },
  });
  let screen = "";
  pty.onData((data) => {
    screen += data;
  });
  onTestFinished(() => pty.kill("SIGKILL"));
  const shows = async (text: string) => {
    const end = Date.now() + 10_000;
    while (!screen.includes(text)) {
      if (Date.now() > end) throw new Error(`${shell} never showed « ${text} »:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const ready =
    shell === "zsh"
      ? "autoload -Uz compinit; compinit -D -u; zstyle ':completion:*' menu no;"
      : "bind 'set show-all-if-ambiguous on';";
  pty.write(`${ready} source ./script; echo pr''et\r`);
  await shows("pret\r\n");
  screen = "";
  pty.write(`${line}\t`);
  await shows(until);
  return screen;
}
