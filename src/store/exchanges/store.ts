import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeCell, ExchangeScope, ExchangeStore } from "../exchanges.port.js";
import { boundsOf, dayNumber } from "./days.js";
import { type EntryRow, lineOf, selectEntries } from "./entries.js";
import { readGroups } from "./groups.js";
import { readAnswers } from "./insi-answers.js";
import { kindsIn } from "./kinds.js";
import { readLines } from "./read-lines.js";
import { rebuild, verify } from "./rebuild.js";

/** The ledger of exchanges, see the port. */
export function openExchanges(connection: Connection): ExchangeStore {
  return {
    cells: (scope) => connection.readTogether(() => readCells(connection, scope)),
    lines: (query) => connection.readTogether(() => readLines(connection, query)),
    ofExchange: (exchange) =>
      connection.read(() => {
        const sql = `${selectEntries("main")} WHERE exchange = ? AND ended IS NULL ORDER BY answered, rank`;
        return connection.prepare<[string], EntryRow>(sql).all(exchange).map(lineOf);
      }),
    groups: (scope) => connection.readTogether(() => readGroups(connection, scope)),
    known: () =>
      connection.read(() => {
        const all = kindsIn(connection, {});
        return { finess: distinct(all.map(({ finess }) => finess)), rpps: distinct(all.map(({ rpps }) => rpps)) };
      }),
    uncounted: (scope = {}) =>
      connection.read(() => {
        const sql = "SELECT count(*) AS n FROM exchange_uncounted WHERE day BETWEEN @from AND @to";
        return connection.prepare<[SqlParams], { n: number }>(sql).get(boundsOf(scope))?.n ?? 0;
      }),
    insiAnswers: (scope) => connection.read(() => readAnswers(connection, scope)),
    rebuild: () => connection.write(() => rebuild(connection)),
    verify: () => connection.readTogether(() => verify(connection)),
  };
}

function readCells(connection: Connection, scope: ExchangeScope): ExchangeCell[] {
  const kinds = new Map(kindsIn(connection, scope).map((kind) => [kind.id, kind]));
  const known = scope.asOf === undefined ? "" : "AND known <= @asOf";
  const sql = `SELECT day / 100 AS month, kind, sum(count) AS count FROM exchange_sums
    WHERE day BETWEEN @from AND @to ${known} GROUP BY day / 100, kind HAVING sum(count) <> 0 ORDER BY month, kind`;
  const params = { ...boundsOf(scope), ...(scope.asOf !== undefined && { asOf: dayNumber(scope.asOf) }) };
  const rows = connection.prepare<[SqlParams], { month: number; kind: number; count: number }>(sql).all(params);
  return rows.flatMap(({ month, kind: id, count }) => {
    const kind = kinds.get(id);
    if (kind === undefined) return [];
    const { service, state, not_counted, qualified, type, cause, rpps, finess } = kind;
    return {
      month: `${String(month).slice(0, 4)}-${String(month).slice(4)}`,
      ...{ service, state, notCounted: not_counted || null, qualified: qualified === 1 },
      ...{ type: type || null, cause: cause || null, rpps: rpps || null, finess: finess || null, count },
    };
  });
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== "").sort();
}
