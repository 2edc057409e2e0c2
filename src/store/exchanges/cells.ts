import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeCell, ExchangeScope } from "../exchanges.port.js";
import { boundsOf, dayNumber } from "./days.js";
import { kindsIn } from "./kinds.js";

/**
 * Whole months come from the sums by month, the days at both ends from the sums by day. As of a day, what was known later is left out: of
 * days after it all is (nothing is known before its day), of days before it the few sums of `LATE`.
 */
const MONTHS = "SELECT month, kind, count FROM exchange_months WHERE month BETWEEN @firstMonth AND @lastMonth";
const FIRST_DAYS = "SELECT day / 100 AS month, kind, count FROM exchange_sums WHERE day BETWEEN @from AND @firstDays";
const LAST_DAYS = "SELECT day / 100 AS month, kind, count FROM exchange_sums WHERE day BETWEEN @lastDays AND @to";
const LATE = `SELECT day / 100 AS month, kind, -count AS count FROM exchange_sums INDEXED BY exchange_sums_late
  WHERE known > day AND day BETWEEN @from AND @to AND known > @asOf`;

/** See {@link ExchangeStore.cells}. */
export function readCells(connection: Connection, scope: ExchangeScope): ExchangeCell[] {
  const kinds = new Map(kindsIn(connection, scope).map((kind) => [kind.id, kind]));
  const asked = boundsOf(scope);
  const asOf = scope.asOf === undefined ? null : dayNumber(scope.asOf);
  const bounds = { from: asked.from, to: asOf === null ? asked.to : Math.min(asked.to, asOf) };
  if (bounds.from > bounds.to) return [];
  const params: SqlParams = { ...bounds, ...partsOf(bounds), ...(asOf !== null && { asOf }) };
  const parts = [MONTHS, FIRST_DAYS, LAST_DAYS, ...(asOf === null ? [] : [LATE])];
  const sql = `SELECT month, kind, sum(count) AS count FROM (${parts.join(" UNION ALL ")})
    GROUP BY month, kind HAVING sum(count) <> 0 ORDER BY month, kind`;
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

interface Parts {
  readonly firstMonth: number;
  readonly lastMonth: number;
  /** Last of the days before the first whole month. */
  readonly firstDays: number;
  /** First of the days after the last whole month. */
  readonly lastDays: number;
}

/** The whole months of a period and the days around them; without a whole month, its days are all before. */
export function partsOf({ from, to }: { readonly from: number; readonly to: number }): Parts {
  const firstMonth = from % 100 <= 1 ? Math.floor(from / 100) : monthAfter(Math.floor(from / 100));
  const lastMonth = to % 100 >= daysIn(Math.floor(to / 100)) ? Math.floor(to / 100) : Math.floor(to / 100) - 1;
  if (firstMonth > lastMonth) return { firstMonth, lastMonth, firstDays: to, lastDays: to + 1 };
  return { firstMonth, lastMonth, firstDays: firstMonth * 100, lastDays: lastMonth * 100 + 99 };
}

function monthAfter(month: number): number {
  return month % 100 >= 12 ? (Math.floor(month / 100) + 1) * 100 + 1 : month + 1;
}

function daysIn(month: number): number {
  return new Date(Date.UTC(Math.floor(month / 100), month % 100, 0)).getUTCDate();
}
