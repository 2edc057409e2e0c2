import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeCell, ExchangeScope, ExchangeSums } from "../exchanges.port.js";
import { boundsOf, dayNumber } from "./days.js";
import { type KindRow, kindsIn } from "./kinds.js";
import { promotedBy, promotedKind } from "./promoted.js";

/**
 * Whole months come from the sums by month, the days at both ends from the sums by day. As of a day, what was known later is left out: of
 * days after it all is (nothing is known before its day), of days before it the few sums of `LATE`.
 */
const MONTHS = "SELECT month, kind, count FROM exchange_months WHERE month BETWEEN @firstMonth AND @lastMonth";
const FIRST_DAYS = "SELECT day / 100 AS month, kind, count FROM exchange_sums WHERE day BETWEEN @from AND @firstDays";
const LAST_DAYS = "SELECT day / 100 AS month, kind, count FROM exchange_sums WHERE day BETWEEN @lastDays AND @to";
const LATE = `SELECT day / 100 AS month, kind, -count AS count FROM exchange_sums INDEXED BY exchange_sums_late
  WHERE known > day AND day BETWEEN @from AND @to AND known > @asOf`;
/** Replacements that count under a list of types: from their kind to another. */
const PROMOTED = `SELECT value ->> 0 AS month, value ->> 1 AS kind, value ->> 2 AS count FROM json_each(@moves)`;

/** Month (202611), kind, count. */
type Sum = [month: number, kind: number, count: number];

/** See {@link ExchangeStore.cells}. */
export function readCells(connection: Connection, scope: ExchangeScope): ExchangeCell[] {
  const kinds = cellsOfKinds(connection, scope);
  return readRows(connection, scope).flatMap(([month, id, count]) => {
    const kind = kinds.get(id);
    return kind === undefined ? [] : { month: monthName(month), ...kind, count };
  });
}

/** See {@link ExchangeStore.totals}. */
export function readTotals(connection: Connection, scope: ExchangeScope): ExchangeSums["period"] {
  const query = queryOf(connection, scope);
  if (query === null) return [];
  const kinds = new Map(kindsIn(connection, scope).map((kind) => [kind.id, kind]));
  const sql = `SELECT kind, sum(count) AS count FROM (${query.rows}) GROUP BY kind HAVING sum(count) <> 0`;
  const rows = connection.prepare<[SqlParams], [kind: number, count: number]>(sql).raw().all(query.params);
  return rows.flatMap(([id, count]) => {
    const kind = kinds.get(id);
    return kind === undefined ? [] : Object.assign(cellOf(kind), { count });
  });
}

/** See {@link ExchangeStore.sums}. Tens of thousands of rows become some hundreds without an object for each. */
export function readSums(connection: Connection, scope: ExchangeScope): ExchangeSums {
  const kinds = cellsOfKinds(connection, scope);
  const classes = new Map([...kinds].map(([id, kind]) => [id, classOf(kind)]));
  const byKind = new Map<number, number>();
  const byMonth = new Map<number, Map<string, number>>();
  for (const [month, kind, count] of readRows(connection, scope)) {
    const name = classes.get(kind);
    if (name === undefined) continue;
    byKind.set(kind, (byKind.get(kind) ?? 0) + count);
    const sums = byMonth.get(month) ?? new Map<string, number>();
    byMonth.set(month, sums.set(name, (sums.get(name) ?? 0) + count));
  }
  const samples = new Map([...kinds.values()].map((kind) => [classOf(kind), kind]));
  return {
    period: [...byKind].flatMap(([id, count]) => {
      const kind = kinds.get(id);
      return kind === undefined || count === 0 ? [] : { ...kind, count };
    }),
    months: [...byMonth].flatMap(([month, sums]) =>
      [...sums].flatMap(([name, count]) => {
        const sample = samples.get(name);
        if (sample === undefined || count === 0) return [];
        const { service, state, notCounted, qualified } = sample;
        return { month: monthName(month), service, state, notCounted, qualified, count };
      }),
    ),
  };
}

type Kind = Omit<ExchangeCell, "month" | "count">;

function classOf({ service, state, notCounted, qualified }: Kind): string {
  return `${service} ${state} ${notCounted} ${qualified}`;
}

function cellsOfKinds(connection: Connection, scope: ExchangeScope): ReadonlyMap<number, Kind> {
  return new Map(kindsIn(connection, scope).map((kind) => [kind.id, cellOf(kind)]));
}

/** Thousands of them in a long practice: each is written once, without copies. */
function cellOf(kind: KindRow): Kind {
  return {
    service: kind.service,
    state: kind.state,
    notCounted: kind.not_counted || null,
    qualified: kind.qualified === 1,
    type: kind.type || null,
    cause: kind.cause || null,
    rpps: kind.rpps || null,
    finess: kind.finess || null,
  };
}

/** In the order of months; one row for each month and kind, none that is zero. */
function readRows(connection: Connection, scope: ExchangeScope): Sum[] {
  const query = queryOf(connection, scope);
  if (query === null) return [];
  const sql = `SELECT month, kind, sum(count) AS count FROM (${query.rows})
    GROUP BY month, kind HAVING sum(count) <> 0 ORDER BY month, kind`;
  return connection.prepare<[SqlParams], Sum>(sql).raw().all(query.params);
}

/** Rows of month, kind, count, to be summed; null: no day is in the scope. */
function queryOf(connection: Connection, scope: ExchangeScope): { readonly rows: string; readonly params: SqlParams } | null {
  const asked = boundsOf(scope);
  const asOf = scope.asOf === undefined ? null : dayNumber(scope.asOf);
  const bounds = { from: asked.from, to: asOf === null ? asked.to : Math.min(asked.to, asOf) };
  if (bounds.from > bounds.to) return null;
  const params: SqlParams = { ...bounds, ...partsOf(bounds), ...(asOf !== null && { asOf }) };
  const parts = isWhole(bounds) ? [MONTHS] : [MONTHS, FIRST_DAYS, LAST_DAYS];
  const promoted = promotedBy(connection, scope).filter(({ day }) => day >= bounds.from && day <= bounds.to);
  if (promoted.length > 0) {
    parts.push(PROMOTED);
    const moves = promoted.flatMap(({ day, kind }) => {
      const month = Math.floor(day / 100);
      return [
        [month, kind, -1],
        [month, promotedKind(kind), 1],
      ];
    });
    params.moves = JSON.stringify(moves);
  }
  return { rows: [...parts, ...(asOf === null ? [] : [LATE])].join(" UNION ALL "), params };
}

function monthName(month: number): string {
  return `${String(month).slice(0, 4)}-${String(month).slice(4)}`;
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

/** Whole months only: without a union, rows are summed where they are read. */
function isWhole({ from, to }: { readonly from: number; readonly to: number }): boolean {
  return from % 100 <= 1 && to % 100 >= daysIn(Math.floor(to / 100));
}

function monthAfter(month: number): number {
  return month % 100 >= 12 ? (Math.floor(month / 100) + 1) * 100 + 1 : month + 1;
}

function daysIn(month: number): number {
  return new Date(Date.UTC(Math.floor(month / 100), month % 100, 0)).getUTCDate();
}
