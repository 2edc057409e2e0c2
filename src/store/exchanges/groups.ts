import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeGroup, ExchangeStore } from "../exchanges.port.js";
import { boundsOf } from "./days.js";
import { type KindRow, kindsIn } from "./kinds.js";

/** The kinds of the documents of each exchange that has several, from their index alone, and how many exchanges have the same. */
const sqlOf = (days: string) => `SELECT kinds, count(*) AS count FROM (
    SELECT group_concat(kind) AS kinds FROM exchange_entries INDEXED BY exchange_entries_several
    WHERE ended IS NULL AND rank > 0 ${days} GROUP BY exchange)
  GROUP BY kinds`;

/** See {@link ExchangeStore.groups}. */
export function readGroups(connection: Connection, scope: Parameters<ExchangeStore["groups"]>[0]): ExchangeGroup[] {
  const all = scope.from === undefined && scope.to === undefined;
  const sql = sqlOf(all ? "" : "AND day BETWEEN @from AND @to");
  const params: SqlParams = all ? {} : boundsOf(scope);
  // Other kinds are left out here: asked of each row, that would take most of the time.
  const rows = connection.prepare<[SqlParams], { kinds: string; count: number }>(sql).all(params);
  if (rows.length === 0) return [];
  const kinds = new Map(kindsIn(connection, scope).map((kind) => [kind.id, kind]));
  return rows.flatMap((row) => {
    const documents = row.kinds.split(",").flatMap((id) => kinds.get(Number(id)) ?? []);
    return bySignatory(documents).map((group) => ({ ...group, count: row.count }));
  });
}

/** A message is one sending for each of those who signed a document of it. */
function bySignatory(documents: readonly KindRow[]): Omit<ExchangeGroup, "count">[] {
  const groups = new Map<string, KindRow[]>();
  for (const kind of documents) {
    const of = groups.get(kind.rpps);
    if (of === undefined) groups.set(kind.rpps, [kind]);
    else of.push(kind);
  }
  return [...groups].flatMap(([rpps, of]) => {
    const [first] = of;
    if (first === undefined || of.length < 2) return [];
    const told = of.map(({ state, not_counted, qualified }) => ({
      state,
      notCounted: not_counted || null,
      qualified: qualified === 1,
    }));
    return [{ service: first.service, rpps: rpps || null, documents: told }];
  });
}
