import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The real binary, as a user runs it. */
export const BINARY = join(ROOT, "bin", "segur.js");

/**
 * Builds `dist` when a source is newer. Test files run in several processes: the first one builds behind a lock, the
 * others wait; chunks still used by a running segur are kept.
 */
export function ensureBuilt(): void {
  if (built) return;
  build();
  built = true;
}

/** Looked at once by each process: a test starts the binary many times, and there are hundreds of sources. */
let built = false;

function build(): void {
  const lock = join(ROOT, "node_modules", ".segur-test-build");
  const until = Date.now() + 60_000;
  while (isStale()) {
    try {
      mkdirSync(lock);
    } catch {
      if (Date.now() > until) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      execFileSync(process.execPath, [join(ROOT, "scripts", "build.mjs"), "--keep"], { stdio: ["ignore", "ignore", "pipe"] });
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
    return;
  }
}

function isStale(): boolean {
  const built = statSync(join(ROOT, "dist", "main.js"), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return true;
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const files = [
    ...sources.map((each) => join(each.parentPath, each.name)),
    join(ROOT, "package.json"),
    join(ROOT, "scripts", "build.mjs"),
  ];
  return files.some((file) => statSync(file).mtimeMs > built);
}
