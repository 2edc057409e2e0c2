import type { Connection, SqlValue } from "../connection.js";
import type { NewItem, NewRun, Run, RunLedger } from "../runs.port.js";
import { Counts, endIfDone } from "./counts.js";
import { runNotLoading } from "./errors.js";
import { type RunRow, requireRun, toRun } from "./rows.js";

/** From nothing to an open run: create, add items, seal or discard. Each runs in the transaction under way. */

const INSERT_RUN = `INSERT INTO runs (id, kind, created_at, created_by, environment, reason, source, fingerprint, state)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'loading')`;
const INSERT_ITEM = `INSERT INTO run_items (run, line, key, patient_id, outcome, code, status, calls, advice)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** Two runs of one fingerprint: the newest that is past loading stands for the command. */
const SEALED = "SELECT * FROM runs WHERE fingerprint = ? AND state <> 'loading' ORDER BY seq DESC LIMIT 1";

export function createRun(connection: Connection, run: NewRun): void {
  const { id, kind, createdAt, createdBy, environment, reason, source, fingerprint } = run;
  connection
    .prepare<SqlValue[], unknown>(INSERT_RUN)
    .run(id, kind, createdAt, createdBy, environment, reason, source, fingerprint);
}

export function addItems(connection: Connection, runId: string, items: readonly NewItem[]): void {
  const run = requireLoading(connection, runId);
  const insert = connection.prepare<SqlValue[], unknown>(INSERT_ITEM);
  const counts = new Counts();
  for (const { line, key, patientId, result } of items) {
    const calls = result?.calls ?? 0;
    insert.run(
      run.seq,
      line,
      key,
      patientId,
      result?.outcome ?? null,
      result?.code ?? null,
      result?.status ?? null,
      calls,
      result?.advice ?? null,
    );
    counts.add(result?.outcome ?? "pending", 1);
    counts.add("calls", calls);
  }
  counts.write(connection, run.seq);
}

export function sealRun(connection: Connection, runId: string, options: Parameters<RunLedger["seal"]>[1], at: string): Run {
  const run = requireLoading(connection, runId);
  const fingerprint = options?.fingerprint ?? run.fingerprint;
  const sealed = options?.join === undefined ? null : findSealed(connection, fingerprint);
  if (sealed !== null && (sealed.state === "open" || options?.join === "any")) {
    deleteRun(connection, run);
    return sealed;
  }
  const open = "UPDATE runs SET state = 'open', fingerprint = ? WHERE seq = ?";
  connection.prepare<[string, number], unknown>(open).run(fingerprint, run.seq);
  endIfDone(connection, run.seq, at);
  return toRun(requireRun(connection, runId));
}

export function findSealed(connection: Connection, fingerprint: string): Run | null {
  const row = connection.prepare<[string], RunRow>(SEALED).get(fingerprint);
  return row === undefined ? null : toRun(row);
}

export function discardRun(connection: Connection, runId: string): void {
  deleteRun(connection, requireLoading(connection, runId));
}

/** Items go with it (foreign key). */
function deleteRun(connection: Connection, run: RunRow): void {
  connection.prepare<[number], unknown>("DELETE FROM runs WHERE seq = ?").run(run.seq);
}

function requireLoading(connection: Connection, runId: string): RunRow {
  const run = requireRun(connection, runId);
  if (run.state !== "loading") throw runNotLoading(runId);
  return run;
}
