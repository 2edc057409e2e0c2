import type { Connection, SqlParams } from "../connection.js";
import { rowOf } from "../ids.js";
import type { JournalFilter, JournalLine, JournalPage } from "../journal.port.js";
import { type TraceRow, toTrace } from "../traces.js";

interface LineRow extends TraceRow {
  zone: number;
  digest: string;
}

/** One page of the lines that a filter keeps. */
export function readPage(connection: Connection, query: JournalPage): JournalLine[] {
  const { where, params } = conditions(query);
  const newest = query.order === "newest";
  if (query.after !== undefined) {
    where.push(newest ? "id < @after" : "id > @after");
    params.after = query.after;
  }
  params.limit = query.limit;
  const sql = `SELECT * FROM traces WHERE ${where.join(" AND ")} ORDER BY id ${newest ? "DESC" : "ASC"} LIMIT @limit`;
  return connection.prepare<[SqlParams], LineRow>(sql).all(params).map(toLine);
}

export function countLines(connection: Connection, filter: JournalFilter): number {
  const { where, params } = conditions(filter);
  const sql = `SELECT count(*) AS n FROM traces WHERE ${where.join(" AND ")}`;
  return connection.prepare<[SqlParams], { n: number }>(sql).get(params)?.n ?? 0;
}

export function latestLines(connection: Connection, before: string): { ever: string | null; before: string | null } {
  const sql = "SELECT max(at) AS ever, max(at) FILTER (WHERE at < ?) AS before FROM traces";
  const row = connection.prepare<[string], { ever: string | null; before: string | null }>(sql).get(before);
  return row ?? { ever: null, before: null };
}

function toLine(row: LineRow): JournalLine {
  return { ...toTrace(row), seq: row.id, offset: row.zone, digest: row.digest };
}

function conditions(filter: JournalFilter): { where: string[]; params: SqlParams } {
  const where = ["TRUE"];
  const params: SqlParams = {};
  const add = (sql: string, name: string, value: string | number | undefined) => {
    if (value === undefined) return;
    where.push(sql);
    params[name] = value;
  };
  add("user_id = @user", "user", filter.userId);
  add("rpps = @rpps", "rpps", filter.rpps);
  add("patient_id = @patient", "patient", filter.patientId === undefined ? undefined : (rowOf("P", filter.patientId) ?? -1));
  add("at >= @from", "from", filter.from);
  add("at < @to", "to", filter.to);
  add("id <= @upTo", "upTo", filter.upTo);
  add(
    "kind IN (SELECT value FROM json_each(@kinds))",
    "kinds",
    filter.kinds === undefined ? undefined : JSON.stringify(filter.kinds),
  );
  return { where, params };
}
