import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeStore } from "../exchanges.port.js";
import { rowOf } from "../ids.js";
import { readCells, readSums, readTotals } from "./cells.js";
import { boundsOf } from "./days.js";
import { type EntryRow, lineOf, selectEntries } from "./entries.js";
import { readGaps } from "./gaps.js";
import { readGroups } from "./groups.js";
import { readAnswers } from "./insi-answers.js";
import { knows } from "./knows.js";
import { readLines } from "./read-lines.js";
import { rebuild, verify } from "./rebuild.js";
import { firstUnsound } from "./sound.js";

/** The ledger of exchanges, see the port. */
export function openExchanges(connection: Connection): ExchangeStore {
  return {
    cells: (scope) => connection.readTogether(() => readCells(connection, scope)),
    totals: (scope) => connection.readTogether(() => readTotals(connection, scope)),
    sums: (scope) => connection.readTogether(() => readSums(connection, scope)),
    lines: (query) => connection.readTogether(() => readLines(connection, query)),
    has: (id) =>
      connection.read(() => {
        const sql = "SELECT 1 FROM exchange_entries WHERE id = ?";
        return connection.prepare<[number | null], unknown>(sql).get(rowOf("E", id)) !== undefined;
      }),
    ofExchange: (exchange) =>
      connection.read(() => {
        const sql = `${selectEntries("main")} WHERE exchange = ? AND ended IS NULL ORDER BY answered, rank`;
        return connection.prepare<[string], EntryRow>(sql).all(exchange).map(lineOf);
      }),
    knows: (fact) => connection.readTogether(() => knows(connection, fact)),
    unsound: (ids) => connection.readTogether(() => firstUnsound(connection, ids)),
    groups: (scope) => connection.readTogether(() => readGroups(connection, scope)),
    known: () =>
      connection.read(() => {
        const ever = (column: "finess" | "rpps") => {
          const sql = `SELECT DISTINCT ${column} FROM exchange_kinds AS kind WHERE ${column} <> '' AND EXISTS (
            SELECT 1 FROM exchange_entries AS entry INDEXED BY exchange_entries_kind WHERE entry.kind = kind.id AND ended IS NULL)
            ORDER BY ${column}`;
          return connection
            .prepare<[], [string]>(sql)
            .raw()
            .all()
            .map(([value]) => value);
        };
        return { finess: ever("finess"), rpps: ever("rpps") };
      }),
    uncounted: (scope = {}) =>
      connection.read(() => {
        const sql = "SELECT count(*) AS n FROM exchange_uncounted WHERE day BETWEEN @from AND @to";
        return connection.prepare<[SqlParams], { n: number }>(sql).get(boundsOf(scope))?.n ?? 0;
      }),
    gaps: () => connection.read(() => readGaps(connection)),
    insiAnswers: (scope) => connection.read(() => readAnswers(connection, scope)),
    rebuild: () => connection.write(() => rebuild(connection)),
    verify: () => connection.readTogether(() => verify(connection)),
  };
}
