import type { ExchangeFact } from "../../domain/exchange/exchange.js";
import { firstCounted, ownReason, type Rival } from "../../domain/exchange/rules.js";
import type { Connection, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import { localDay } from "./days.js";
import { type EntryRow, factOf, selectEntries } from "./entries.js";
import { factsOf } from "./facts.js";
import { environmentOf } from "./project.js";

/** See {@link ExchangeStore.unsound}. */
export function firstUnsound(connection: Connection, ids: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const id of ids) {
    const row = entry(connection, id);
    const key = row === undefined ? "" : JSON.stringify([row.exchange, row.document]);
    if (row === undefined || seen.has(key) || !isSound(connection, row)) return id;
    seen.add(key);
  }
  return null;
}

/** What its columns, its kind, the entries beside it and the lines of the journal all say: that it is one that counts. */
function isSound(connection: Connection, row: EntryRow): boolean {
  const counts = row.ended === null && row.state === "sent" && row.not_counted === "" && row.qualified === 1;
  return (
    counts && row.identity === "qualifiee" && isAlone(connection, row) && isFirst(connection, row) && isTold(connection, row)
  );
}

/** A document is in an exchange once. */
function isAlone(connection: Connection, { exchange, document }: EntryRow): boolean {
  const sql = "SELECT count(*) AS n FROM exchange_entries WHERE exchange = ? AND ended IS NULL AND document IS ?";
  return connection.prepare<SqlValue[], { n: number }>(sql).get(exchange, document)?.n === 1;
}

/** The one of its lineage that the rules choose, whatever the kinds say of the others. */
function isFirst(connection: Connection, row: EntryRow): boolean {
  const environment = environmentOf(connection);
  if (ownReason(factOf(row), environment) !== null) return false;
  if (row.lineage === null) return true;
  const sql = `${selectEntries("main")} WHERE entry.lineage = ? AND ended IS NULL AND kind.service = ? AND kind.state = 'sent'`;
  const rivals = connection
    .prepare<SqlValue[], EntryRow>(sql)
    .all(row.lineage, row.service)
    .filter((each) => ownReason(factOf(each), environment) === null);
  const first = firstCounted<Rival & { readonly id: number }>(
    rivals.map(({ id, answered, rank, identity }) => ({ id, answered, rank, qualified: identity === "qualifiee" })),
  );
  return first?.id === row.id;
}

interface AnswerRow {
  at: string;
  offset: number;
  data: string;
}

/** The line of the answer says the same of it, whole, on that day; what became of it since is of the line that told it. */
function isTold(connection: Connection, row: EntryRow): boolean {
  const line = (seq: number) =>
    connection.prepare<[number], AnswerRow>("SELECT at, zone AS offset, data FROM traces WHERE id = ?").get(seq);
  const answer = line(row.answered);
  if (answer === undefined) return isPurged(connection, row.answered);
  if (row.trace !== row.answered && line(row.trace) === undefined && !isPurged(connection, row.trace)) return false;
  if (answer.at !== row.at || localDay(answer.at, answer.offset) !== row.day) return false;
  const fact = factOf(row);
  return factsOf(parsed(answer.data)).some((told) => WHOLE.every((field) => told[field] === fact[field]));
}

const WHOLE = [
  ...(["service", "exchange", "document", "lineage", "type", "identityStatus"] as const),
  ...(["testOid", "rpps", "finess", "others"] as const),
] satisfies readonly (keyof ExchangeFact)[];

function isPurged(connection: Connection, seq: number): boolean {
  const sql = "SELECT 1 FROM journal_purged WHERE ? BETWEEN first AND last";
  return connection.prepare<[number], unknown>(sql).get(seq) !== undefined;
}

function entry(connection: Connection, id: string): EntryRow | undefined {
  return connection.prepare<[number | null], EntryRow>(`${selectEntries("main")} WHERE entry.id = ?`).get(rowOf("E", id));
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
