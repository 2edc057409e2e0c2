import type { Connection, SqlParams, SqlValue } from "../connection.js";
import type { ExchangeScope } from "../exchanges.port.js";
import { boundsOf, dayNumber, localDay } from "./days.js";

/** Adds an answer of INSi to the sums, in the transaction of its line. */
export function countAnswer(
  connection: Connection,
  line: { readonly at: string; readonly offset: number; readonly code: string | null },
): void {
  const sql =
    "INSERT INTO insi_answers (day, code, count) VALUES (?, ?, 1) ON CONFLICT (day, code) DO UPDATE SET count = count + 1";
  connection.prepare<SqlValue[], unknown>(sql).run(localDay(line.at, line.offset), line.code ?? "");
}

export function readAnswers(
  connection: Connection,
  scope: Pick<ExchangeScope, "from" | "to" | "asOf">,
): { readonly code: string; readonly count: number }[] {
  const { from, to } = boundsOf(scope);
  const last = scope.asOf === undefined ? to : Math.min(to, dayNumber(scope.asOf));
  const sql = `SELECT code, sum(count) AS count FROM insi_answers WHERE day BETWEEN @from AND @last
    GROUP BY code ORDER BY count DESC, code`;
  return connection.prepare<[SqlParams], { code: string; count: number }>(sql).all({ from, last });
}
