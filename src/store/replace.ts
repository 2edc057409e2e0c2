import { copyFile, link, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { renameOver, syncFolder } from "../platform/files.js";
import { codeOf } from "./errors.js";

/** What SQLite keeps beside a database. A log left beside another file would be replayed into it. */
const BESIDE = ["-wal", "-shm", "-journal"] as const;

/** A store that was replaced and may still be put back. */
export interface Moved {
  putBack(): Promise<void>;
  confirm(): Promise<void>;
}

/**
 * Puts a draft in the place of a store. Killed at any moment, there is a whole store at `path`: the old one until the rename, the new
 * one after it. The old one keeps its own log under the name where it is kept.
 * @param keptAs name of the old one afterwards; null: it is dropped once the new one is confirmed
 */
export async function moveInPlace(path: string, draft: string, keptAs: string | null): Promise<Moved> {
  const before = await exists(path);
  const safe = keptAs ?? `${draft}.old`;
  if (before) await twin(path, safe);
  for (const suffix of BESIDE) {
    if (await exists(path + suffix)) {
      await twin(path + suffix, safe + suffix);
      await rm(path + suffix, { force: true });
    }
  }
  const back = async () => {
    for (const suffix of BESIDE) if (await exists(safe + suffix)) await rename(safe + suffix, path + suffix);
  };
  try {
    await renameOver(draft, path);
  } catch (error) {
    await back();
    await rm(safe, { force: true });
    throw error;
  }
  await removeBeside(draft);
  await syncFolder(dirname(path));
  return {
    async putBack() {
      if (!before) return rm(path, { force: true });
      for (const suffix of BESIDE) await rm(path + suffix, { force: true });
      await back();
      await renameOver(safe, path);
      await syncFolder(dirname(path));
    },
    async confirm() {
      if (keptAs !== null) return;
      await rm(safe, { force: true });
      await removeBeside(safe);
    },
  };
}

/** Removes what stands beside a file that is no store any more. */
export async function removeBeside(path: string): Promise<void> {
  for (const suffix of [...BESIDE, ".lock"]) await rm(path + suffix, { force: true });
}

/** The same content under a second name: no byte is copied where the disk allows it. */
async function twin(path: string, other: string): Promise<void> {
  try {
    await link(path, other);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    await copyFile(path, other);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    },
  );
}
