import type { Connection } from "../connection.js";
import type { ExchangeVerification } from "../exchanges.port.js";
import { exchangeTables } from "../migrations/007-exchanges.js";
import { type EntryRow, factOf, selectEntries } from "./entries.js";
import type { Schema } from "./kinds.js";
import { projectLine } from "./lines.js";
import { projectFact } from "./project.js";

/** Makes the ledger again, in the transaction under way: see {@link ExchangeStore.rebuild}. */
export function rebuild(connection: Connection): void {
  const purged = purgedFacts(connection);
  for (const table of TABLES) connection.prepare(`DELETE FROM main.${table}`).run();
  replay(connection, "main", purged);
}

/** Makes the ledger beside the one of the store, in memory, and compares them. */
export function verify(connection: Connection): ExchangeVerification {
  const drop = () => {
    for (const table of TABLES) connection.prepare(`DROP TABLE IF EXISTS temp.${table}`).run();
  };
  drop();
  try {
    for (const statement of exchangeTables("temp")) connection.prepare(statement).run();
    replay(connection, "temp", purgedFacts(connection));
    const count = (sql: string) => connection.prepare<[], { n: number }>(sql).get()?.n ?? 0;
    const entries = count("SELECT count(*) AS n FROM main.exchange_entries");
    const differing = COMPARED.map((read) => {
      const [kept, made] = [read("main"), read("temp")];
      const sql = `SELECT (SELECT count(*) FROM (${kept} EXCEPT ${made})) + (SELECT count(*) FROM (${made} EXCEPT ${kept})) AS n`;
      return count(sql);
    });
    return { entries, differing: differing.reduce((sum, n) => sum + n, 0) };
  } finally {
    drop();
  }
}

const TABLES = ["exchange_entries", "exchange_sums", "exchange_months", "exchange_kinds"];
const KIND = "service, state, not_counted, qualified, type, cause, rpps, finess";
const ENTRY =
  "day, known, ended, trace, rank, derived, answered, at, exchange, document, lineage, identity, test_oid, others, patient";

/** By what kinds say, since their numbers are of no account, nor are the numbers of the entries. */
const COMPARED = [
  (schema: Schema) => `SELECT ${KIND}, ${ENTRY}, count(*) FROM ${schema}.exchange_entries AS entry
    JOIN ${schema}.exchange_kinds AS kind ON kind.id = entry.kind GROUP BY ${KIND}, ${ENTRY}`,
  (schema: Schema) => `SELECT ${KIND}, day, known, count FROM ${schema}.exchange_sums AS sum
    JOIN ${schema}.exchange_kinds AS kind ON kind.id = sum.kind`,
  (schema: Schema) => `SELECT ${KIND}, month, count FROM ${schema}.exchange_months AS sum
    JOIN ${schema}.exchange_kinds AS kind ON kind.id = sum.kind WHERE count <> 0`,
];

/**
 * What lines that a purge took away said: only the ledger knows it now. An entry of a line that is neither in the journal nor purged is
 * nobody's.
 */
function purgedFacts(connection: Connection): readonly EntryRow[] {
  const sql = `${selectEntries("main")} WHERE derived = 0
    AND NOT EXISTS (SELECT 1 FROM main.traces WHERE traces.id = entry.trace)
    AND EXISTS (SELECT 1 FROM main.journal_purged WHERE entry.trace BETWEEN first AND last)
    ORDER BY trace, rank`;
  return connection.prepare<[], EntryRow>(sql).all();
}

interface LineRow {
  seq: number;
  kind: string;
  at: string;
  offset: number;
  patient: number | null;
  data: string;
}

const PAGE = 5_000;
// Cheaper than to read each line as JSON.
const LINES = `SELECT id AS seq, kind, at, zone AS offset, patient_id AS patient, data FROM main.traces
  WHERE id > ? AND data LIKE '%"exchange":[%' ORDER BY id LIMIT ${PAGE}`;

function replay(connection: Connection, schema: Schema, purged: readonly EntryRow[]): void {
  let place = 0;
  const before = (seq: number) => {
    for (; (purged[place]?.trace ?? Number.POSITIVE_INFINITY) < seq; place += 1) {
      const row = purged[place];
      if (row !== undefined) projectPurged(connection, schema, row);
    }
  };
  for (let last = 0; ; ) {
    const lines = connection.prepare<[number], LineRow>(LINES).all(last);
    for (const line of lines) {
      before(line.seq);
      projectLine(connection, schema, line, parsed(line.data));
      last = line.seq;
    }
    if (lines.length < PAGE) break;
  }
  before(Number.MAX_SAFE_INTEGER);
}

/** The day and the day when it was known are kept apart: a clock that went back makes them differ. */
function projectPurged(connection: Connection, schema: Schema, row: EntryRow): void {
  const { trace, rank, day, known, at, answered, patient } = row;
  projectFact(connection, schema, { fact: factOf(row), trace, rank, day, known, at, isReport: answered !== trace, patient });
}

/** A line that was edited by hand carries nothing that counts; `journal verify` tells it. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
