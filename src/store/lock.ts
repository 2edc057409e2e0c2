import { closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { FILE_MODE } from "../platform/files.js";
import { codeOf, storeInUse } from "./errors.js";

/** Released by the system too, whatever the end of the process. */
export interface StoreLock {
  release(): void;
}

/**
 * Who has a store open. Every process that opens `cabinet.db` holds `cabinet.db.lock` as a reader; the one that puts another file
 * in its place (restore, change of key) holds it alone. It is a file of its own, always empty and never replaced, for a damaged
 * store or one whose key is lost cannot be locked itself, and a lock on a file that is renamed away protects nobody.
 * @param create the lock file may be missing and is then made
 * @param waitMs how long another process may keep it
 */
export function lockShared(path: string, options: { create: boolean; waitMs: number }): StoreLock {
  const file = lockFile(path);
  if (options.create) makeFile(file);
  try {
    // A reader's lock takes no right to write: what only reads (check, list --dir) reads a store on a read-only disk (readable.ts).
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: options.waitMs });
    return hold(database, () => {
      database.prepare("BEGIN").run();
      database.prepare("SELECT count(*) FROM sqlite_schema").get();
    });
  } catch (error) {
    // A folder where nothing can be written: nobody can replace the store there either.
    if (codeOf(error) === "SQLITE_CANTOPEN" && !options.create) return { release() {} };
    throw error;
  }
}

/** @throws `storage.in_use` when another process, or this one, has the store open after `waitMs` */
export function lockAlone(path: string, waitMs: number): StoreLock {
  const file = lockFile(path);
  makeFile(file);
  try {
    const database = new Database(file, { fileMustExist: true, timeout: waitMs });
    return hold(database, () => {
      // Nothing is ever written: a process that is killed must leave no journal beside.
      database.pragma("journal_mode = MEMORY");
      database.prepare("BEGIN EXCLUSIVE").run();
    });
  } catch (error) {
    if (codeOf(error).startsWith("SQLITE_BUSY")) throw storeInUse(path, error);
    throw error;
  }
}

export function lockFile(path: string): string {
  return `${path}.lock`;
}

function hold(database: Database.Database, take: () => void): StoreLock {
  try {
    take();
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => void database.close() };
}

/** Never opens one that exists: closing it would drop the locks that this process holds on it (POSIX). */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", FILE_MODE));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}
