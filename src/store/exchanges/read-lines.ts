import type { ExchangeLine } from "../../domain/exchange/exchange.js";
import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeStore } from "../exchanges.port.js";
import { rowOf } from "../ids.js";
import { boundsOf, dayNumber } from "./days.js";
import { type EntryRow, lineOf, selectEntries } from "./entries.js";
import { kindsIn } from "./kinds.js";

type Query = Parameters<ExchangeStore["lines"]>[0];

type Place = [id: number, day: number];

/**
 * One page of what stands (or stood at the end of a day). Each kind has its index by day, so that a page is the merge of the first rows of
 * each, whatever the filters and however many rows they leave out.
 */
export function readLines(connection: Connection, query: Query): ExchangeLine[] {
  const { notCounted, counted, asOf, limit, after, order = "newest" } = query;
  const kinds = kindsIn(connection, query).filter(
    (kind) =>
      (counted === undefined || (kind.not_counted === "") === counted) &&
      (notCounted === undefined || kind.not_counted === (notCounted ?? "")),
  );
  const params: SqlParams = { ...boundsOf(query), limit };
  const where = ["entry.kind = @kind", "day BETWEEN @from AND @to"];
  if (asOf === undefined) where.push("ended IS NULL");
  else {
    where.push("known <= @asOf", "(ended IS NULL OR ended > @asOf)");
    params.asOf = dayNumber(asOf);
  }
  if (after !== undefined) {
    const last = rowOf("E", after);
    const find = "SELECT id, day FROM exchange_entries WHERE id = ?";
    const cursor = connection.prepare<[number | null], { id: number; day: number }>(find).get(last);
    if (cursor === undefined) return [];
    where.push(order === "newest" ? "(day, entry.id) < (@afterDay, @afterId)" : "(day, entry.id) > (@afterDay, @afterId)");
    params.afterDay = cursor.day;
    params.afterId = cursor.id;
  }
  const direction = order === "newest" ? "DESC" : "ASC";
  // From the index alone; and nothing that is farther than what was found already.
  const sql = `SELECT entry.id, day FROM exchange_entries AS entry INDEXED BY exchange_entries_kind WHERE ${where.join(" AND ")}
    ORDER BY day ${direction}, entry.id ${direction} LIMIT @limit`;
  const statement = connection.prepare<[SqlParams], Place>(sql).raw();
  const sign = order === "newest" ? -1 : 1;
  let places: Place[] = [];
  for (const kind of kinds) {
    params.kind = kind.id;
    const next = statement.all(params);
    if (next.length === 0) continue;
    places = [...places, ...next].sort(([a, aDay], [b, bDay]) => sign * (aDay - bDay || a - b)).slice(0, limit);
    const [, farthest] = (places.length < limit ? undefined : places.at(-1)) ?? [];
    if (farthest !== undefined) params[order === "newest" ? "from" : "to"] = farthest;
  }
  const whole = connection.prepare<[number], EntryRow>(`${selectEntries("main")} WHERE entry.id = ?`);
  const rows = places.flatMap(([id]) => whole.get(id) ?? []);
  // What a kind says under the rules of the day (its type) is said of its lines.
  const asked = new Map(kinds.map((kind) => [kind.id, kind.not_counted]));
  return rows.map((row) => lineOf({ ...row, not_counted: asked.get(row.kind) ?? row.not_counted }));
}
