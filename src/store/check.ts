import type { Database } from "better-sqlite3";
import { SegurError } from "../domain/errors.js";
import { Connection } from "./connection.js";
import { codeOf, isNameIndexBroken } from "./errors.js";
import { verify as verifyExchanges } from "./exchanges/rebuild.js";
import { verifyJournal } from "./journal/verify.js";
import type { CheckFinding, CheckReport, StoreCounts } from "./keeper.port.js";
import { openMeta } from "./meta.js";
import type { CabinetMeta } from "./meta.port.js";
import { checkFormat, MIGRATIONS } from "./migrations/index.js";
import { explain } from "./open.js";
import { openDatabase, openReadable, type Readable } from "./readable.js";
import { structureProblem } from "./structure.js";

/** A look at one side of a store: null when all is well, else French words without patient data. */
type Look = (database: Database) => string | null;

/** In order. The first reads every page, hence verifies its authentication; those after it rely on a structure that can be read. */
const LOOKS: readonly (readonly [CheckFinding["name"], Look])[] = [
  ["integrity", integrity],
  ["structure", structureProblem],
  ["foreign_keys", foreignKeys],
  ["format", (database) => (version(database) === MIGRATIONS.at(-1)?.version ? null : "Le format n'est pas le format courant.")],
  ["names", names],
  ["runs", runs],
  ["documents", documents],
];
/** Format that has documents, then the ledger of exchanges. */
const DOCUMENTS_SINCE = 2;
const EXCHANGES_SINCE = 7;

/** Reads a whole store in one state of it. Throws only when it cannot be opened (key, format, not a cabinet). */
export async function checkStore(path: string, key: Buffer): Promise<CheckReport> {
  let source: Readable | undefined;
  try {
    source = openToRead(path, key);
    const { database } = source;
    const format = checkFormat(database, path);
    database.exec("BEGIN");
    const findings = LOOKS.map(([name, look]) => finding(name, () => look(database)));
    let meta: CabinetMeta | null = null;
    try {
      meta = await openMeta(new Connection(database, path)).read();
    } catch (error) {
      if (!(error instanceof SegurError)) throw error;
    }
    findings.push(finding("exchanges", () => exchanges(database, path)));
    findings.push(await journal(new Connection(database, path)));
    findings.push(finding("meta", () => (meta === null ? "Le nom et l'environnement du cabinet sont illisibles." : null)));
    const counts = readable(() => countRows(database));
    return { ok: findings.every(({ ok }) => ok), format, meta, counts, findings };
  } catch (error) {
    source?.close();
    throw explain(path, key, error);
  } finally {
    source?.close();
    source?.clean();
  }
}

/**
 * A store whose writer was killed has a log or a journal to be taken back first, which takes the right to write; where
 * nothing can be written, a copy of it is read.
 */
function openToRead(path: string, key: Buffer): Readable {
  const database = openDatabase(path, key, { readOnly: false });
  try {
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    database.pragma("query_only = ON");
    return { database, close: () => void database.close(), clean() {} };
  } catch (error) {
    database.close();
    if (!/^SQLITE_(READONLY|CANTOPEN)/.test(codeOf(error))) throw error;
    return openReadable(path, key);
  }
}

/** The ledger of exchanges says what the journal says: it is made again beside, in memory. */
function exchanges(database: Database, path: string): string | null {
  if (version(database) < EXCHANGES_SINCE) return null;
  // Temporary tables are no part of the store.
  database.pragma("query_only = OFF");
  try {
    const { differing } = verifyExchanges(new Connection(database, path));
    return differing === 0 ? null : `${differing} écarts avec le journal : segur cabinet check --rebuild refait les chiffres.`;
  } finally {
    database.pragma("query_only = ON");
  }
}

/** The chain of the journal: whether each line is still what was written. */
async function journal(connection: Connection): Promise<CheckFinding> {
  try {
    const { broken } = await verifyJournal(connection, {});
    const problem = broken === null ? null : `Chaîne rompue à la ligne ${broken.seq} (${broken.fault}) : segur journal verify.`;
    return { name: "journal", ok: broken === null, problem };
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    return { name: "journal", ok: false, problem: `Lecture impossible (${error.code}).` };
  }
}

/** Rows of each table that a manifest tells of. */
export function countRows(database: Database): StoreCounts {
  const count = (table: string) => Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const documents = version(database) < DOCUMENTS_SINCE ? 0 : count("documents");
  return { patients: count("patients"), traces: count("traces"), runs: count("runs"), reviews: count("reviews"), documents };
}

function finding(name: CheckFinding["name"], look: () => string | null): CheckFinding {
  let problem: string | null;
  try {
    problem = look();
  } catch (error) {
    // A page that does not pass its authentication, a structure that cannot be followed: SQLite's word for it, which names no content.
    const code = codeOf(error);
    if (!/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code) && !isNameIndexBroken(error) && !isMissing(error)) throw error;
    problem = `Lecture impossible (${code}).`;
  }
  return { name, ok: problem === null, problem };
}

/** A table or a column of ours that is not there: the structure tells which. */
function isMissing(error: unknown): boolean {
  return codeOf(error) === "SQLITE_ERROR" && error instanceof Error && /^no such (table|column)/.test(error.message);
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function version(database: Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}

function rows(database: Database, pragma: string): readonly unknown[] {
  const found = database.pragma(pragma);
  if (!Array.isArray(found)) throw new TypeError(`PRAGMA ${pragma} gives rows`);
  return found;
}

/** Lines of `integrity_check` name tables and row numbers, and may quote an index: only their number is told. */
function integrity(database: Database): string | null {
  const lines = rows(database, "integrity_check(100)");
  if (lines.length === 1 && Object.values(Object(lines[0])).includes("ok")) return null;
  return `${lines.length}${lines.length === 100 ? " ou plus" : ""} défauts de structure.`;
}

function foreignKeys(database: Database): string | null {
  const broken = rows(database, "foreign_key_check").length;
  return broken === 0 ? null : `${broken} lignes renvoient à une ligne absente.`;
}

/** Every patient can be searched by name, and no name leads to nobody. */
function names(database: Database): string | null {
  const missing = Number(
    database
      .prepare("SELECT count(*) FROM patients WHERE NOT EXISTS (SELECT 1 FROM patient_names_docsize d WHERE d.id = patients.id)")
      .pluck()
      .get(),
  );
  const stray = Number(
    database
      .prepare("SELECT count(*) FROM patient_names_docsize d WHERE NOT EXISTS (SELECT 1 FROM patients WHERE patients.id = d.id)")
      .pluck()
      .get(),
  );
  return missing + stray === 0 ? null : `${missing} patients absents de la recherche par nom, ${stray} noms sans patient.`;
}

/** The counts that stand on each run agree with its items. */
const RUNS_WRONG = `
  SELECT count(*) FROM runs WHERE state <> 'loading' AND (
    pending <> (SELECT count(*) FROM run_items i WHERE i.run = runs.seq AND i.outcome IS NULL AND i.holder IS NULL) OR
    held <> (SELECT count(*) FROM run_items i WHERE i.run = runs.seq AND i.outcome IS NULL AND i.holder IS NOT NULL) OR
    found + not_found + several + review + refused + error <>
      (SELECT count(*) FROM run_items i WHERE i.run = runs.seq AND i.outcome IS NOT NULL))`;

function runs(database: Database): string | null {
  const wrong = Number(database.prepare(RUNS_WRONG).pluck().get());
  return wrong === 0 ? null : `${wrong} traitements dont les totaux ne sont pas ceux de leurs lignes.`;
}

/** A content that is whole has all its pieces, of the size that it says; none is left of a content that is not there. */
const CONTENTS_WRONG = `
  SELECT count(*) FROM contents WHERE sha256 IS NOT NULL AND (pieces, size) IS NOT (
    SELECT count(*), coalesce(sum(length(data)), 0) FROM content_pieces p WHERE p.id >= contents.id << 20 AND p.id < (contents.id + 1) << 20)`;
const STRAY_PIECES =
  "SELECT count(*) FROM content_pieces WHERE NOT EXISTS (SELECT 1 FROM contents WHERE contents.id = content_pieces.id >> 20)";
/** What is named and is not whole: {@link foreignKeys} tells what is not there at all. */
const NOT_WHOLE = `SELECT count(*) FROM contents WHERE sha256 IS NULL AND (
  EXISTS (SELECT 1 FROM documents WHERE content = contents.id) OR EXISTS (SELECT 1 FROM documents WHERE cda = contents.id) OR
  EXISTS (SELECT 1 FROM outbox_contents WHERE content = contents.id) OR EXISTS (SELECT 1 FROM quarantine WHERE content = contents.id))`;

function documents(database: Database): string | null {
  if (version(database) < DOCUMENTS_SINCE) return null;
  const count = (sql: string) => Number(database.prepare(sql).pluck().get());
  const [cut, stray] = [count(CONTENTS_WRONG) + count(NOT_WHOLE), count(STRAY_PIECES)];
  return cut + stray === 0 ? null : `${cut} contenus de documents incomplets, ${stray} morceaux sans contenu.`;
}
