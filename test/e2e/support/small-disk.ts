import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { BINARY } from "../../support/build.js";
import { cleanEnv, type RunResult } from "../../support/cli.js";
import type { Practice } from "./practice.js";

/** Why a real small disk cannot be mounted here, or null: it takes Linux, and root or user namespaces. */
export function whyNoSmallDisk(): string | null {
  try {
    execFileSync("unshare", ["-rm", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"], { stdio: "pipe" });
    return null;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unshare refused";
    return `a disk of a few megabytes needs a mount namespace (${code})`;
  }
}

/** A disk of a given size at `<home>/disk`, seen only by the commands that run on it. */
export interface SmallDisk {
  readonly path: string;
  segur(args: readonly string[]): Promise<RunResult>;
  /** As mount writes it; a disk in use only grows. */
  resize(size: string): Promise<void>;
  /** Copies a folder of the disk out of it, where this process sees it. */
  copyOut(folder: string): Promise<string>;
}

export async function mountSmallDisk(practice: Practice, size: string): Promise<SmallDisk> {
  const path = join(practice.home, "disk");
  const out = join(practice.home, "out");
  for (const folder of [path, out]) mkdirSync(folder);
  const shell = spawn("unshare", ["-rm", "sh"], { env: cleanEnv({ home: practice.home }), cwd: practice.home });
  onTestFinished(() => void shell.kill("SIGKILL"));
  const run = commander(shell);
  const must = async (command: string) => {
    if ((await run(command)) !== 0) throw new Error(`failed: ${command}`);
  };
  await must(`mount -t tmpfs -o size=${size} tmpfs "${path}"`);
  let count = 0;
  return {
    path,
    async segur(args) {
      count += 1;
      const file = join(out, String(count));
      const words = [process.execPath, BINARY, ...args].map((word) => `'${word}'`).join(" ");
      const code = await run(`${words} >"${file}.out" 2>"${file}.err" </dev/null`);
      return { code, stdout: readFileSync(`${file}.out`, "utf8"), stderr: readFileSync(`${file}.err`, "utf8") };
    },
    resize: (next) => must(`mount -o remount,size=${next} "${path}"`),
    async copyOut(folder) {
      await must(`cp -r "${folder}" "${out}/copy"`);
      return join(out, "copy");
    },
  };
}

/** Gives commands to a shell one after the other; resolves to the exit code of each. */
function commander(shell: ChildProcessWithoutNullStreams): (command: string) => Promise<number> {
  const waiting: ((code: number) => void)[] = [];
  createInterface({ input: shell.stdout }).on("line", (line) => waiting.shift()?.(Number(line)));
  return (command) =>
    new Promise((resolve, reject) => {
      shell.once("error", reject);
      waiting.push((code) => {
        shell.off("error", reject);
        resolve(code);
      });
      shell.stdin.write(`${command}\necho $?\n`);
    });
}
