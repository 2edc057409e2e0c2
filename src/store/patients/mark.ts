import type { Connection } from "../connection.js";

/** A number that grows each time a patient is created or their identity changes, in the table of what a cabinet is. */
export const IDENTITIES = "patients.identities";

const NEXT = `INSERT INTO meta (key, value) VALUES (?, '1')
  ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`;
const READ = "SELECT value FROM meta WHERE key = ?";

/** Within the write that changes them: whoever computed something from the identities knows that it is to be computed again. */
export function identitiesChanged(connection: Connection): void {
  connection.prepare<[string], unknown>(NEXT).run(IDENTITIES);
}

/** What stands under a mark; null before the first. */
export function readMark(connection: Connection, key: string): string | null {
  return connection.prepare<[string], string>(READ).pluck().get(key) ?? null;
}
