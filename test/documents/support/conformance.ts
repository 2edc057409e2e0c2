import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const FOLDER = resolve(ROOT, process.env.SEGUR_CONFORMANCE ?? "../shared/conformance");

/** In continuous integration the official data and tools must be there: the tests then run and fail instead of being skipped. */
const required = Boolean(process.env.CI);

/** Official tables and rules, read where they are and never copied. */
export function official(part: string): { readonly missing: boolean; readonly reason: string; readonly path: string } {
  const path = join(FOLDER, part);
  const missing = !existsSync(path) && !required;
  return { missing, reason: missing ? "(SKIPPED: no SEGUR_CONFORMANCE)" : "", path };
}

/** A checking tool that stands beside the official data. */
export function tool(name: string) {
  const path = join(FOLDER, "..", "tools", name);
  const missing = !existsSync(path) && !required;
  return {
    missing,
    reason: missing ? `(SKIPPED: no ${name} beside SEGUR_CONFORMANCE)` : "",
    /** Its output, 0 when it accepts and 1 when it refuses. Skips the test, saying what is to be installed, when it cannot run here. */
    run(test: TestContext, args: readonly string[]): { readonly status: 0 | 1; readonly output: string } {
      const { status, stdout, stderr, error } = spawnSync("bash", [path, ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
      if (error !== undefined) throw error;
      if (status === 0 || status === 1) return { status, output: stdout };
      if (!required) test.skip(stderr.trim().split("\n").at(-1));
      throw new Error(`${name} could not run: ${stderr}`);
    },
  };
}
