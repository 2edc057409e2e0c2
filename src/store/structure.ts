import Database from "better-sqlite3";
import { MIGRATIONS } from "./migrations/index.js";

interface Piece {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** What SQLite makes by itself: statistics, the counter of AUTOINCREMENT. */
const OF_SQLITE = new Set(["sqlite_sequence", "sqlite_stat1", "sqlite_stat4"]);

/**
 * Compares the tables, indexes, triggers and views of a store with what the migrations up to its format make: a trigger that was added
 * or dropped, a view in the place of the journal, a column that was changed do not show in the pages themselves.
 * @returns null when they are the same, else French words: our own names, and of what is foreign only its kind
 */
export function structureProblem(database: Database.Database): string | null {
  const format = Number(database.pragma("user_version", { simple: true }));
  const expected = new Map(expectedPieces(format).map((piece) => [piece.name, piece]));
  const found = new Map(piecesOf(database).map((piece) => [piece.name, piece]));
  const missing = [...expected.keys()].filter((name) => !found.has(name));
  const changed = [...expected.values()].filter((piece) => {
    const other = found.get(piece.name);
    return other !== undefined && (other.type !== piece.type || (piece.sql !== null && other.sql !== piece.sql));
  });
  const foreign = [...found.values()].filter(({ name }) => !expected.has(name));
  const parts = [
    missing.length === 0 ? "" : `Manque : ${missing.join(", ")}.`,
    changed.length === 0 ? "" : `Modifié : ${changed.map(({ name }) => name).join(", ")}.`,
    foreign.length === 0 ? "" : `Étranger à segur : ${countKinds(foreign)}.`,
  ];
  return parts.filter((part) => part !== "").join(" ") || null;
}

function expectedPieces(format: number): readonly Piece[] {
  const model = new Database(":memory:");
  try {
    for (const migration of MIGRATIONS) if (migration.version <= format) migration.up(model);
    const shadow = model.prepare("SELECT name FROM pragma_table_list WHERE type = 'shadow'").pluck().all();
    // The text of the tables inside a virtual table is the library's: another version of it may write another one.
    return piecesOf(model).map((piece) => (shadow.includes(piece.name) ? { ...piece, sql: null } : piece));
  } finally {
    model.close();
  }
}

function piecesOf(database: Database.Database): readonly Piece[] {
  const pieces = database.prepare<[], Piece>("SELECT type, name, sql FROM sqlite_schema").all();
  return pieces.filter(({ type, name }) => !(type === "table" && OF_SQLITE.has(name)));
}

/** One, several. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  table: ["table", "tables"],
  index: ["index", "index"],
  trigger: ["déclencheur", "déclencheurs"],
  view: ["vue", "vues"],
};

/** `1 déclencheur, 2 vues`: a foreign name may be anything. */
function countKinds(pieces: readonly Piece[]): string {
  const counts = new Map<string, number>();
  for (const { type } of pieces) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${KINDS[type]?.[count > 1 ? 1 : 0] ?? "objet"}`).join(", ");
}
