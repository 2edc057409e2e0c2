import { execFileSync, spawn } from "node:child_process";
import { chownSync, readdirSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { BINARY, ensureBuilt } from "../../support/build.js";
import { cleanEnv, type RunResult } from "../../support/cli.js";
import type { Practice } from "./practice.js";

/** The system's rights do not bind root: its tests run segur as this user. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const IS_ROOT = process.getuid?.() === 0;

/** Why segur cannot be run as someone whose rights count, or null. */
export function whyNoRights(): string | null {
  if (platform() === "win32") return "POSIX file modes";
  if (!IS_ROOT) return null;
  ensureBuilt();
  try {
    execFileSync(process.execPath, [BINARY, "--version"], { ...NOBODY, cwd: tmpdir(), env: {}, stdio: "pipe" });
    return null;
  } catch {
    return "root, and this checkout cannot be read by another user";
  }
}

/** Runs the real binary as the owner of the home, who is bound by file modes. */
export async function runBound(
  practice: Practice,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  if (IS_ROOT) give(practice.home);
  const user = IS_ROOT ? NOBODY : {};
  const child = spawn(process.execPath, [BINARY, ...args], {
    ...user,
    cwd: practice.home,
    env: cleanEnv({ home: practice.home, env: more }),
  });
  child.stdin.end();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, stdout, stderr };
}

function give(home: string): void {
  for (const name of ["", ...readdirSync(home, { recursive: true, encoding: "utf8" })]) {
    chownSync(join(home, name), NOBODY.uid, NOBODY.gid);
  }
}
