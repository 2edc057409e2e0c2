import { join } from "node:path";
import { withFolderLock } from "../platform/folder-lock.js";
import { stateLocked } from "./errors.js";
import { makePrivateFolder } from "./files.js";

/** A holder that died leaves its lock behind; nothing here holds it for more than a second or two. */
const STALE_MS = 15_000;

/** Runs `work` alone among the processes of this folder. */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  await makePrivateFolder(directory);
  const lock = join(directory, "lock");
  return withFolderLock(lock, { staleMs: STALE_MS, waitMs: STALE_MS + 1_000, busy: () => stateLocked(lock) }, work);
}
