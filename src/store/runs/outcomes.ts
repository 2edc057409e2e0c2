import type { IsoInstant } from "../../domain/identity/types.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import type { ItemResult, Outcome, RunItem, RunLedger, Worker } from "../runs.port.js";
import { Counts, endIfDone } from "./counts.js";
import { holderOf } from "./holding.js";
import { type ItemRow, requireRun, toItem } from "./rows.js";

/** What came out of the items. */

const CALLS = "SELECT calls FROM run_items WHERE run = ? AND line = ? AND holder = ?";
const RESULT = "outcome = ?, code = ?, status = ?, calls = ?, advice = ?, holder = NULL";
const FINISH = `UPDATE run_items SET ${RESULT} WHERE run = ? AND line = ?`;
const ITEMS =
  "SELECT line, key, patient_id, holder, outcome, code, status, calls, advice FROM run_items WHERE run = @run AND line > @after";

type Results = Parameters<RunLedger["finish"]>[2];

/** Lines that this worker no longer held; the others are recorded. */
export function finishItems(
  connection: Connection,
  runId: string,
  worker: Worker,
  results: Results,
  at: IsoInstant,
): readonly number[] {
  const run = requireRun(connection, runId);
  const holder = holderOf(connection, run.seq, worker);
  if (holder === null) return results.map(({ line }) => line);
  const calls = connection.prepare<[number, number, number], number>(CALLS).pluck();
  const counts = new Counts();
  const lost: number[] = [];
  for (const { line, result } of results) {
    const before = calls.get(run.seq, line, holder);
    if (before === undefined) {
      lost.push(line);
      continue;
    }
    writeResult(connection, run.seq, line, result);
    counts.add("held", -1);
    counts.add(result.outcome, 1);
    counts.add("calls", result.calls - before);
  }
  counts.write(connection, run.seq);
  endIfDone(connection, run.seq, at);
  return lost;
}

function writeResult(connection: Connection, run: number, line: number, result: ItemResult): void {
  const { outcome, code, status, calls, advice } = result;
  connection.prepare<SqlValue[], unknown>(FINISH).run(outcome, code, status, calls, advice, run, line);
}

export function addCalls(connection: Connection, runId: string, line: number, calls: number): void {
  const run = requireRun(connection, runId);
  const add = connection.prepare<[number, number, number], unknown>(
    "UPDATE run_items SET calls = calls + ? WHERE run = ? AND line = ?",
  );
  if (add.run(calls, run.seq, line).changes === 0) return;
  const counts = new Counts();
  counts.add("calls", calls);
  counts.write(connection, run.seq);
}

/** Items of an outcome back to pending; they keep the count of calls made. */
export function reopenItems(connection: Connection, runId: string, outcome: Outcome): number {
  const run = requireRun(connection, runId);
  if (run[outcome] === 0) return 0;
  const reopen = `UPDATE run_items SET outcome = NULL, code = NULL, status = NULL, advice = NULL WHERE run = ? AND outcome = ?`;
  const { changes } = connection.prepare<[number, string], unknown>(reopen).run(run.seq, outcome);
  const counts = new Counts();
  counts.add(outcome, -changes);
  counts.add("pending", changes);
  counts.write(connection, run.seq);
  connection
    .prepare<[number], unknown>("UPDATE runs SET state = 'open', ended_at = NULL WHERE seq = ? AND state = 'done'")
    .run(run.seq);
  return changes;
}

export function resolveReview(connection: Connection, runId: string, line: number, result: ItemResult): boolean {
  const run = requireRun(connection, runId);
  const sql = "SELECT calls FROM run_items WHERE run = ? AND line = ? AND outcome = 'review'";
  const before = connection.prepare<[number, number], number>(sql).pluck().get(run.seq, line);
  if (before === undefined) return false;
  writeResult(connection, run.seq, line, result);
  const counts = new Counts();
  counts.add("review", -1);
  counts.add(result.outcome, 1);
  counts.add("calls", result.calls - before);
  counts.write(connection, run.seq);
  return true;
}

export function listItems(connection: Connection, runId: string, query: Parameters<RunLedger["items"]>[1]): readonly RunItem[] {
  const run = requireRun(connection, runId);
  const params: SqlParams = { run: run.seq, after: query.afterLine, limit: query.limit };
  let outcomes = "";
  if (query.outcomes !== undefined) {
    outcomes = "AND outcome IN (SELECT value FROM json_each(@outcomes))";
    params.outcomes = JSON.stringify(query.outcomes);
  }
  const rows = connection.prepare<[SqlParams], ItemRow>(`${ITEMS} ${outcomes} ORDER BY line LIMIT @limit`).all(params);
  return rows.map((row) => toItem(runId, row));
}
