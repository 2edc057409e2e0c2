import type { ExchangeLine } from "../../domain/exchange/exchange.js";
import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeStore } from "../exchanges.port.js";
import { rowOf } from "../ids.js";
import { boundsOf, dayNumber } from "./days.js";
import { type EntryRow, lineOf, selectEntries } from "./entries.js";
import { kindsOfLines } from "./kinds.js";
import { promotedBy } from "./promoted.js";

type Query = Parameters<ExchangeStore["lines"]>[0];

type Place = [id: number, day: number];
type Nearest = [kind: number, day: number];

/**
 * One page of what stands (or stood at the end of a day). Each kind has its index by day, so that a page is the merge of the first rows of
 * each, whatever the filters and however many rows they leave out.
 */
export function readLines(connection: Connection, query: Query): ExchangeLine[] {
  const { notCounted, counted, asOf, limit, after, order = "newest" } = query;
  const kinds = kindsOfLines(connection, query).filter(
    (kind) =>
      (counted === undefined || (kind.not_counted === "") === counted) &&
      (notCounted === undefined || kind.not_counted === (notCounted ?? "")),
  );
  const params: SqlParams = { ...boundsOf(query), limit };
  const where = ["day BETWEEN @from AND @to"];
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
  const promoted = promotedBy(connection, query).map(({ id }) => id);
  if (promoted.length > 0) params.promoted = JSON.stringify(promoted);
  // What is promoted is of the kind that stands for it, and no more of its own.
  const isOf = (kind: string) =>
    promoted.length === 0
      ? `entry.kind = ${kind}`
      : `entry.kind = abs(${kind}) AND (entry.id IN (SELECT value FROM json_each(@promoted))) = (${kind} < 0)`;
  const direction = order === "newest" ? "DESC" : "ASC";
  // From the index alone; and nothing that is farther than what was found already.
  const placesOf = (kind: string, most: string) => `SELECT entry.id, day FROM exchange_entries AS entry
    INDEXED BY exchange_entries_kind WHERE ${isOf(kind)} AND ${where.join(" AND ")}
    ORDER BY day ${direction}, entry.id ${direction} LIMIT ${most}`;
  const statement = connection.prepare<[SqlParams], Place>(placesOf("@kind", "@limit")).raw();
  const sign = order === "newest" ? -1 : 1;
  let places: Place[] = [];
  for (const [kind, nearest] of nearestFirst(connection, placesOf("of.value", "1"), { kinds, params, direction })) {
    const [, farthest] = (places.length < limit ? undefined : places.at(-1)) ?? [];
    if (farthest !== undefined && sign * (nearest - farthest) > 0) break;
    if (farthest !== undefined) params[order === "newest" ? "from" : "to"] = farthest;
    params.kind = kind;
    const next = statement.all(params);
    places = [...places, ...next].sort(([a, aDay], [b, bDay]) => sign * (aDay - bDay || a - b)).slice(0, limit);
  }
  const whole = connection.prepare<[number], EntryRow>(`${selectEntries("main")} WHERE entry.id = ?`);
  const rows = places.flatMap(([id]) => whole.get(id) ?? []);
  const counting = new Set(promoted);
  // What a kind says under the rules of the day (its type) is said of its lines.
  const asked = new Map(kinds.map((kind) => [kind.id, kind.not_counted]));
  return rows.map((row) => lineOf({ ...row, not_counted: (counting.has(row.id) ? "" : asked.get(row.kind)) ?? row.not_counted }));
}

/** The kinds that have a row, with the day of its first: of dozens, a page is nearly always those of a few. */
function nearestFirst(
  connection: Connection,
  first: string,
  asked: { readonly kinds: readonly { readonly id: number }[]; readonly params: SqlParams; readonly direction: string },
): readonly Nearest[] {
  const sql = `SELECT of.value AS kind, (SELECT day FROM (${first})) AS nearest FROM json_each(@kinds) AS of
    WHERE nearest IS NOT NULL ORDER BY nearest ${asked.direction}`;
  const kinds = JSON.stringify(asked.kinds.map(({ id }) => id));
  return connection
    .prepare<[SqlParams], Nearest>(sql)
    .raw()
    .all({ ...asked.params, kinds });
}
