import type { Migration } from "./migration.js";

/**
 * What many exchanges have in common, once ('' stands for null, which a unique index would take for different each time), so that a sum by
 * day is four numbers and a million exchanges are counted from a few thousand of them.
 */
const KINDS = `
exchange_kinds (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL CHECK (service = 'dmp' OR service = 'mss-pro' OR service = 'mss-patient'),
  state TEXT NOT NULL CHECK (state = 'sent' OR state = 'failed'),
  not_counted TEXT NOT NULL,
  qualified INTEGER NOT NULL,
  type TEXT NOT NULL,
  cause TEXT NOT NULL,
  rpps TEXT NOT NULL,
  finess TEXT NOT NULL,
  UNIQUE (service, state, not_counted, qualified, type, cause, rpps, finess)
) STRICT`;

/**
 * One row for each thing that was true of one document in one exchange, from the day it was known (`known`) to the day it was no longer
 * (`ended`): a row is never changed but to be ended, and, when a purge takes its line away, to forget the patient. Days are numbers
 * (20261126).
 */
const ENTRIES = `
exchange_entries (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  day INTEGER NOT NULL,
  known INTEGER NOT NULL,
  ended INTEGER,
  -- The line of the journal that says so, and the place of the fact in it: 0 when it is alone, else from 1 on.
  trace INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  -- It follows from another row of its lineage, not from a line of its own.
  derived INTEGER NOT NULL,
  -- The line of the answer of the service, which dates it: a report speaks of it later.
  answered INTEGER NOT NULL,
  at TEXT NOT NULL,
  exchange TEXT NOT NULL,
  document TEXT,
  lineage TEXT,
  identity TEXT,
  test_oid INTEGER NOT NULL,
  others INTEGER,
  patient INTEGER
) STRICT`;

const SUMS = `
exchange_sums (
  day INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  known INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, kind, known)
) STRICT, WITHOUT ROWID`;

/** The same sums by month (202611), whenever they were known: whole months are most of what is asked. */
const MONTHS = `
exchange_months (
  month INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (month, kind)
) STRICT, WITHOUT ROWID`;

/** The ledger, a projection of the journal (store/exchanges/). @param schema `temp`: made again beside that of the store */
export function exchangeTables(schema: "main" | "temp"): readonly string[] {
  const where = schema === "main" ? "" : "temp.";
  return [
    ...[KINDS, ENTRIES, SUMS, MONTHS].map((table) => `CREATE TABLE ${where}${table.trim()}`),
    `CREATE INDEX ${where}exchange_entries_kind ON exchange_entries (kind, day, id, known, ended)`,
    `CREATE INDEX ${where}exchange_entries_standing ON exchange_entries (exchange) WHERE ended IS NULL`,
    // Exchanges of several documents, few among many: all the others are counted as their documents are.
    `CREATE INDEX ${where}exchange_entries_several ON exchange_entries (exchange, day, kind) WHERE ended IS NULL AND rank > 0`,
    `CREATE INDEX ${where}exchange_entries_document ON exchange_entries (document) WHERE ended IS NULL AND document IS NOT NULL`,
    `CREATE INDEX ${where}exchange_entries_lineage ON exchange_entries (lineage) WHERE ended IS NULL AND lineage IS NOT NULL`,
    // What was known later than its day: few of them, and all that a figure as of a day has to leave out.
    `CREATE INDEX ${where}exchange_sums_late ON exchange_sums (day) WHERE known > day`,
  ];
}

/** Exchanges that ended before lines carried facts, with the day of the practice's clock: they are told, never guessed. */
const UNCOUNTED = `
CREATE TABLE exchange_uncounted (
  exchange TEXT PRIMARY KEY,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO exchange_uncounted (exchange, day)
SELECT json_extract(data, '$.outbox') AS line,
  max(coalesce(CAST(strftime('%Y%m%d', at, zone || ' minutes') AS INTEGER), 0))
FROM traces
WHERE kind IN ('outbox.settled', 'mss.sent', 'mss.failed') AND json_valid(data) AND json_extract(data, '$.outbox') IS NOT NULL
GROUP BY line;
`;

/** What INSi answered, by day: a sum of lines of the journal, which purges leave. */
const INSI = `
CREATE TABLE insi_answers (
  day INTEGER NOT NULL,
  code TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, code)
) STRICT, WITHOUT ROWID;
INSERT INTO insi_answers (day, code, count)
SELECT coalesce(CAST(strftime('%Y%m%d', at, zone || ' minutes') AS INTEGER), 0) AS day, coalesce(code, ''), count(*)
FROM traces WHERE kind = 'insi.answered' GROUP BY day, coalesce(code, '');
`;

/** Documents received in a period are counted without reading the others. */
const RECEIVED = "CREATE INDEX inbox_documents_received ON inbox_documents (received_at, state, type_code);";

export const exchanges: Migration = {
  version: 7,
  up(database) {
    for (const statement of exchangeTables("main")) database.exec(statement);
    database.exec(UNCOUNTED);
    database.exec(INSI);
    database.exec(RECEIVED);
  },
};
