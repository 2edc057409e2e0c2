import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, watch } from "node:fs";
import { join, relative } from "node:path";
import { onTestFinished } from "vitest";
import { exitOf, startSegur, temporaryHome } from "../../support/cli.js";
import { leaksIn } from "./canaries.js";

/** A place where everything that segur leaves behind is looked at, while it runs and after. */
export interface Watched {
  readonly home: string;
  /** For the files that the user gives and asks for. */
  readonly work: string;
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[], options?: { input?: string; killAfterMs?: number }): Promise<WatchedEnd>;
  /** What was found where nothing should be: « place: word ». */
  readonly leaks: Set<string>;
  /** Entries ever made in the temporary folder. */
  readonly temporary: Set<string>;
}
export interface WatchedEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param also what else must be nowhere, beside names and matricules @param more variables of every command */
export function watchedPlace(also: readonly RegExp[] = [], more: Readonly<Record<string, string>> = {}): Watched {
  const root = temporaryHome();
  const [home, work, temp] = ["home", "work", "temp"].map((name) => join(root, name));
  if (home === undefined || work === undefined || temp === undefined) throw new Error("unreachable");
  for (const folder of [home, work, temp]) mkdirSync(folder);
  const leaks = new Set<string>();
  const temporary = new Set<string>();
  const watcher = watch(temp, (_event, name) => void temporary.add(name ?? "?"));
  onTestFinished(() => watcher.close());
  const seen = new Map<string, string>();
  const look = (): void => {
    for (const path of [...filesUnder(home), ...filesUnder(temp)]) scan(path, relative(root, path), seen, leaks, also);
  };
  const env = { HOME: home, TMPDIR: temp, TMP: temp, TEMP: temp, ...more };
  const run: Watched["run"] = async (args, { input, killAfterMs } = {}) => {
    const child = startSegur(args, { home, cwd: work, env });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
    const closed = new Promise((resolve) => child.once("close", resolve));
    const typed = args.join("\0");
    const timer = setInterval(() => {
      look();
      if (child.pid !== undefined) titles(child.pid, typed, leaks, also);
    }, 8);
    if (killAfterMs !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    const code = await exitOf(child);
    clearInterval(timer);
    await closed;
    look();
    return { code, stdout, stderr };
  };
  return { home, work, env, run, leaks, temporary };
}

/** Names of the process and of its threads. What was typed stays visible until the program has started: only that is left out. */
export function titles(pid: number, typed: string, leaks: Set<string>, also: readonly RegExp[] = []): void {
  const folder = `/proc/${pid}`;
  const names = [join(folder, "comm"), ...threads(folder).map((id) => join(folder, "task", id, "comm"))];
  for (const path of names) report("process name", readIfAny(path), leaks, also);
  const cmdline = readIfAny(join(folder, "cmdline"));
  if (cmdline !== null && !cmdline.includes(typed)) report("process title", cmdline, leaks, also);
}

function threads(folder: string): string[] {
  try {
    return readdirSync(join(folder, "task"));
  } catch {
    return [];
  }
}

function* filesUnder(folder: string): Generator<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
  }
}

/** Reads what is new since the last look; a file may go while it is looked at. */
function scan(path: string, place: string, seen: Map<string, string>, leaks: Set<string>, also: readonly RegExp[]): void {
  const found = statSync(path, { throwIfNoEntry: false });
  const version = `${found?.mtimeMs} ${found?.size}`;
  if (found === undefined || seen.get(path) === version) return;
  seen.set(path, version);
  report(place, place, leaks, also);
  report(place, readIfAny(path), leaks, also);
}

function report(place: string, text: string | null, leaks: Set<string>, also: readonly RegExp[]): void {
  if (text !== null && also.some((each) => each.test(text))) leaks.add(`${place}: a secret`);
  // An encrypted file is as random bytes, read again and again: among them five letters are met by chance, seven never.
  const shortest = /cabinet\.db(?:-\w+)?$/.test(place) ? 7 : 1;
  for (const { word } of text === null ? [] : leaksIn(text)) if (word.length >= shortest) leaks.add(`${place}: ${word}`);
}

function readIfAny(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}
