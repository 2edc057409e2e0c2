import { mkdir, rm, stat } from "node:fs/promises";

export interface FolderLockOptions {
  /** A holder that died leaves its lock behind: older than this, it is taken over. Longer than any work done under it. */
  readonly staleMs: number;
  /** How long to wait for another process; 0 to try once. */
  readonly waitMs: number;
  /** What is thrown when it is still held then. */
  readonly busy: () => Error;
}

const PAUSE_MS = 40;

/** Runs `work` alone among the processes of this machine. A folder is the lock: making one is atomic on every system. */
export async function withFolderLock<T>(lock: string, options: FolderLockOptions, work: () => Promise<T>): Promise<T> {
  await acquire(lock, options);
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function acquire(lock: string, { staleMs, waitMs, busy }: FolderLockOptions): Promise<void> {
  const start = performance.now();
  for (;;) {
    try {
      await mkdir(lock, { mode: 0o700 });
      return;
    } catch (error) {
      // Windows answers EPERM while a folder of that name is being removed.
      const code = codeOf(error);
      if (code !== "EEXIST" && code !== "EPERM") throw error;
    }
    if (await isOlder(lock, staleMs)) await rm(lock, { recursive: true, force: true });
    else if (performance.now() - start >= waitMs) throw busy();
    else await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function isOlder(lock: string, ms: number): Promise<boolean> {
  try {
    // Dated in the future by a clock that was ahead, it would otherwise be waited for until then.
    return Math.abs(Date.now() - (await stat(lock)).mtimeMs) > ms;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
