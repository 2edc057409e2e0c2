import type Database from "better-sqlite3";
import type { LabelRow } from "./schema.js";

/** Numbers of the labels, given as they are met. */
export class Labels {
  readonly rows = new Map<number, LabelRow>();
  readonly #ids = new Map<string, number>();
  readonly #insert: Database.Statement<[number, string, string], unknown>;

  constructor(database: Database.Database) {
    this.#insert = database.prepare("INSERT INTO labels (id, code, label) VALUES (?, ?, ?)");
  }

  idOf(term: { readonly code: string; readonly label: string } | null): number | null {
    if (term === null) return null;
    const key = `${term.code}|${term.label}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.rows.size + 1;
    this.#insert.run(id, term.code, term.label);
    this.#ids.set(key, id);
    this.rows.set(id, { id, ...term });
    return id;
  }
}
