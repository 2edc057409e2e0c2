import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { stateLocked } from "./errors.js";
import { isMissing, makePrivateFolder } from "./files.js";

/** A holder that died leaves its lock behind; nothing here holds it for more than a second or two. */
const STALE_MS = 15_000;
const PAUSE_MS = 40;

/**
 * Runs `work` alone among the processes of this folder. A folder is the lock: making one is atomic on every system.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  await makePrivateFolder(directory);
  const lock = join(directory, "lock");
  await acquire(lock);
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function acquire(lock: string): Promise<void> {
  const start = performance.now();
  for (;;) {
    try {
      await mkdir(lock, { mode: 0o700 });
      return;
    } catch (error) {
      // Windows answers EPERM while a folder of that name is being removed.
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EEXIST" && code !== "EPERM") throw error;
    }
    if (performance.now() - start > STALE_MS + 1_000) throw stateLocked(lock);
    if (await isStale(lock)) await rm(lock, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function isStale(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > STALE_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
