import type { Connection, SqlValue } from "../connection.js";
import type { ExchangeStore } from "../exchanges.port.js";

type Fact = Parameters<ExchangeStore["knows"]>[0];

/** See {@link ExchangeStore.knows}. */
export function knows(connection: Connection, { service, state, exchange, document, isReport }: Fact): boolean {
  const is = (sql: string, ...values: SqlValue[]) => connection.prepare<SqlValue[], unknown>(sql).get(...values) !== undefined;
  if (is("SELECT 1 FROM exchange_entries WHERE exchange = ? AND ended IS NULL AND document IS ?", exchange, document))
    return true;
  if (isReport && is("SELECT 1 FROM exchange_uncounted WHERE exchange = ?", exchange)) return true;
  return service === "dmp" && state === "failed" && document !== null && is(MADE_GOOD, document);
}

/** The DMP is one place: what it has is no failure any more, whatever line had failed (project.ts). */
const MADE_GOOD = `SELECT 1 FROM exchange_entries AS entry JOIN exchange_kinds AS kind ON kind.id = entry.kind
  WHERE entry.document = ? AND ended IS NULL AND kind.service = 'dmp' AND kind.state = 'sent'`;
