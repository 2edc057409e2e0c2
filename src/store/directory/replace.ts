import { randomBytes } from "node:crypto";
import { open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FILE_MODE, makePrivateFolder, renameOver, syncFolder } from "../../platform/files.js";
import { copyFailure } from "./errors.js";

/** Drafts that nobody has written to for this long were left by a process that died. */
const ABANDONED_MS = 15 * 60_000;

/**
 * Replaces a file by one that is filled in a draft beside, flushed, and renamed into place: whoever reads meanwhile, in any process, has
 * the file before, then this one; a process that dies leaves the file before.
 * @param release closes what this process has open of the file before: some systems do not rename over an open file
 * @throws {SegurError} `directory.*`, or what `fill` throws
 */
export async function replaceFile<T>(path: string, fill: (draft: string) => Promise<T>, release: () => void): Promise<T> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await makePrivateFolder(dirname(path));
    await removeAbandoned(path);
    await (await open(draft, "wx", FILE_MODE)).close();
    const filled = await fill(draft);
    await flush(draft);
    release();
    await renameOver(draft, path);
    await syncFolder(dirname(path));
    return filled;
  } catch (error) {
    throw copyFailure(path, error);
  } finally {
    // What went wrong is told already; a draft that cannot be removed is removed by a later import.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Age is told by the disk's own clock: a draft under way is written to all the time. */
async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !/^[0-9a-f]{12}\.tmp(-journal)?$/.test(name.slice(start.length))) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(join(folder, name), { force: true });
  }
}
