import type { Database } from "better-sqlite3";
import { notACabinet, storeNewer } from "../errors.js";
import { cabinet } from "./001-cabinet.js";
import { documents } from "./002-documents.js";
import { mss } from "./003-mss.js";
import { addressBook } from "./004-address-book.js";
import { inbox } from "./005-inbox.js";
import { medical } from "./006-medical.js";
import { exchanges } from "./007-exchanges.js";
import type { Migration } from "./migration.js";

/** In order; the last one names the format this program writes. */
export const MIGRATIONS: readonly Migration[] = [cabinet, documents, mss, addressBook, inbox, medical, exchanges];

/** `application_id` of the file header ("SEGU"): tells a cabinet from any other SQLite file. */
const APPLICATION_ID = 0x53_45_47_55;

const number = (database: Database, pragma: string): number => Number(database.pragma(pragma, { simple: true }));

/** Refuses a file that is not ours or that a newer program wrote, before anything is changed. Gives its version (0: empty). */
export function checkFormat(database: Database, path: string, migrations = MIGRATIONS): number {
  const version = number(database, "user_version");
  const tables = database.prepare<[], { n: number }>("SELECT count(*) AS n FROM sqlite_schema").get()?.n ?? 0;
  if (number(database, "application_id") !== APPLICATION_ID && (tables > 0 || version > 0)) throw notACabinet(path);
  const known = migrations.at(-1)?.version ?? 0;
  if (version > known) throw storeNewer(path, version, known);
  return version;
}

/**
 * Brings the store to the current format, each step in its own immediate transaction that first looks whether another
 * process has done it meanwhile.
 */
export function migrate(database: Database, path: string, migrations = MIGRATIONS): void {
  if (checkFormat(database, path, migrations) === (migrations.at(-1)?.version ?? 0)) return;
  for (const migration of migrations) {
    const step = database.transaction(() => {
      if (checkFormat(database, path, migrations) >= migration.version) return;
      migration.up(database);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${migration.version}`);
    });
    step.immediate();
  }
}
