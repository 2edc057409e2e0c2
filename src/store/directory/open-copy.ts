import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { copyOfAnotherFormat } from "./errors.js";
import { COPY_APPLICATION } from "./schema.js";

/** Opens a copy that was imported; null where there is none. @throws {SegurError} `directory.copy_format`, and the errors of SQLite */
export function openReadOnly(path: string, format: number): Database.Database | null {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const number = (pragma: string) => Number(database.pragma(pragma, { simple: true }));
    if (number("application_id") !== COPY_APPLICATION || number("user_version") !== format) throw copyOfAnotherFormat(path);
    database.pragma("trusted_schema = OFF");
    database.pragma("cell_size_check = ON");
    // The lists of short words are long: 32 MB hold those of a whole search, where SQLite's own 2 MB would read them twice.
    database.pragma("cache_size = -32768");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a new file to fill it. No journal and no flush: it counts for nothing until it is whole, flushed and renamed by the caller. Large
 * pages: a list is read in as few pieces as can be.
 */
export function openDraft(path: string, format: number): Database.Database {
  const database = new Database(path);
  for (const pragma of ["page_size = 16384", "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"])
    database.pragma(pragma);
  for (const pragma of ["cache_size = -65536", "temp_store = MEMORY", `application_id = ${COPY_APPLICATION}`])
    database.pragma(pragma);
  database.pragma(`user_version = ${format}`);
  database.exec("CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
  database.exec("CREATE TABLE labels (id INTEGER PRIMARY KEY, code TEXT NOT NULL, label TEXT NOT NULL, UNIQUE (code, label))");
  return database;
}

/** What is kept beside the lines. */
export interface CopyInfo {
  readonly extractedAt: string | null;
  readonly importedAt: string;
  readonly sha256: () => string;
}

export function keepInfo(database: Database.Database, counts: Readonly<Record<string, number>>, info: CopyInfo): void {
  const keep = database.prepare<[string, string | null], unknown>("INSERT INTO info (key, value) VALUES (?, ?)");
  for (const [key, value] of Object.entries(counts)) keep.run(key, String(value));
  keep.run("extractedAt", info.extractedAt);
  keep.run("importedAt", info.importedAt);
  keep.run("sha256", info.sha256());
}

export function readInfo(database: Database.Database): ReadonlyMap<string, string | null> {
  const rows = database.prepare<[], { key: string; value: string | null }>("SELECT key, value FROM info").all();
  return new Map(rows.map(({ key, value }) => [key, value]));
}
