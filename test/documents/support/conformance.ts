import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

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

/** A checking tool that stands beside the official data. Usable when it answers for a file that it must accept. */
export function tool(name: string, ...probe: readonly string[]) {
  const path = join(FOLDER, "..", "tools", name);
  const run = (args: readonly string[]) => spawnSync("bash", [path, ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
  let reason = "";
  if (!required) {
    if (!existsSync(path)) reason = `(SKIPPED: no ${name} beside SEGUR_CONFORMANCE)`;
    else {
      const { status, stderr } = run(probe.map((file) => (file.startsWith("-") ? file : join(FOLDER, file))));
      if (status !== 0) reason = `(SKIPPED: ${stderr.trim().split("\n").at(-1) || `${name} could not run`})`;
    }
  }
  return { missing: reason !== "", reason, run };
}
