import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { unlock } from "./cipher.js";
import { codeOf } from "./errors.js";

/** How long a write, or an opening, waits for another process, in milliseconds. */
export const BUSY_MS = 10_000;

/** A connection to the file, its key given; nothing is read yet. */
export function openDatabase(path: string, key: Buffer, options: { readonly readOnly: boolean }): Database.Database {
  const database = new Database(path, { readonly: options.readOnly, fileMustExist: true, timeout: BUSY_MS });
  try {
    // The identifier of the key is written in a file that is empty; otherwise the file says its own.
    unlock(database, key, statSync(path).size === 0);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A store that is only read. */
export interface Readable {
  readonly database: Database.Database;
  /** Closes the connection. */
  close(): void;
  /** To be called once it is closed: removes what was made to read it. */
  clean(): void;
}

/**
 * A connection that reads only. SQLite reads a store in WAL mode with the help of two files beside it, which it must make: where nothing
 * can be written (a read-only disk, a folder without the right) a copy is read, still encrypted, in a private temporary folder.
 * @throws the errors of SQLite and of the system; `SQLITE_BUSY` when the store changed while it was copied
 */
export function openReadable(path: string, key: Buffer): Readable {
  const database = openDatabase(path, key, { readOnly: true });
  try {
    touch(database);
    return { database, close: () => void database.close(), clean() {} };
  } catch (error) {
    database.close();
    if (!/^SQLITE_(READONLY|CANTOPEN)/.test(codeOf(error)) || canWrite(dirname(path))) throw error;
  }
  const folder = mkdtempSync(join(tmpdir(), "segur-"));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(path));
    const before = state(path);
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    if (state(path) !== before) throw Object.assign(new Error("changed while it was copied"), { code: "SQLITE_BUSY" });
    // The copy may be written: what a process that was killed left in the log is taken back there.
    const copied = openDatabase(copy, key, { readOnly: false });
    copied.pragma("query_only = ON");
    return { database: copied, close: () => void copied.close(), clean };
  } catch (error) {
    clean();
    throw error;
  }
}

function touch(database: Database.Database): void {
  database.prepare("SELECT count(*) FROM sqlite_schema").get();
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Changes when the store or its log does. */
function state(path: string): string {
  return ["", "-wal"]
    .map((suffix) => {
      const found = statSync(path + suffix, { throwIfNoEntry: false });
      return `${found?.ino} ${found?.size} ${found?.mtimeMs}`;
    })
    .join();
}
