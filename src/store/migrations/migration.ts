import type { Database } from "better-sqlite3";

/** One step of the format. Once released it is never edited: a correction is a new migration. */
export interface Migration {
  /** `user_version` after it. */
  readonly version: number;
  /** Runs inside an immediate transaction. */
  up(database: Database): void;
}
