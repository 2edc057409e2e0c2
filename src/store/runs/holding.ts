import type { IsoInstant } from "../../domain/identity/types.js";
import type { Connection, SqlParams } from "../connection.js";
import type { HeldBy, RunItem, Worker } from "../runs.port.js";
import { Counts } from "./counts.js";
import { type ItemRow, requireRun, toItem } from "./rows.js";

/** Who holds what. A worker has one lease for all it holds in a run: it is alive, or it is not. */

const ITEM = "line, key, patient_id, holder, outcome, code, status, calls, advice";
const PENDING = `SELECT ${ITEM} FROM run_items INDEXED BY run_items_pending
  WHERE run = ? AND outcome IS NULL AND holder IS NULL ORDER BY line LIMIT ?`;
const LEASE = `INSERT INTO run_workers (run, id, host, pid, lease_until) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (run, id) DO UPDATE SET host = excluded.host, pid = excluded.pid, lease_until = max(lease_until, excluded.lease_until)
  RETURNING seq`;
const HOLDERS = `SELECT id, host, pid, lease_until AS leaseUntil,
    (SELECT count(*) FROM run_items WHERE holder = run_workers.seq) AS held
  FROM run_workers WHERE run = ? ORDER BY seq`;
const LOST = `SELECT seq FROM run_workers
  WHERE run = @run AND (lease_until < @now OR id IN (SELECT value FROM json_each(@dead)))`;

export function claimItems(
  connection: Connection,
  runId: string,
  worker: Worker,
  count: number,
  leaseUntil: IsoInstant,
): readonly RunItem[] {
  const run = requireRun(connection, runId);
  if (run.state !== "open" || run.pending === 0) return [];
  const rows = connection.prepare<[number, number], ItemRow>(PENDING).all(run.seq, count);
  if (rows.length === 0) return [];
  const lease = connection.prepare<[number, string, string, number, string], { seq: number }>(LEASE);
  const holder = lease.get(run.seq, worker.id, worker.host, worker.pid, leaseUntil)?.seq ?? null;
  const hold = connection.prepare<[number | null, number, number], unknown>(
    "UPDATE run_items SET holder = ? WHERE run = ? AND line = ?",
  );
  for (const row of rows) hold.run(holder, run.seq, row.line);
  moved(connection, run.seq, rows.length);
  return rows.map((row) => toItem(runId, { ...row, holder }));
}

/** Number of a worker in a run; null when it never claimed there, or was reclaimed. */
export function holderOf(connection: Connection, run: number, worker: Worker): number | null {
  const sql = "SELECT seq FROM run_workers WHERE run = ? AND id = ?";
  return connection.prepare<[number, string], { seq: number }>(sql).get(run, worker.id)?.seq ?? null;
}

export function renewLease(connection: Connection, runId: string, worker: Worker, leaseUntil: IsoInstant): void {
  const run = requireRun(connection, runId);
  const sql = "UPDATE run_workers SET lease_until = max(lease_until, ?) WHERE run = ? AND id = ?";
  connection.prepare<[string, number, string], unknown>(sql).run(leaseUntil, run.seq, worker.id);
}

export function releaseItems(connection: Connection, runId: string, worker: Worker, lines?: readonly number[]): void {
  const run = requireRun(connection, runId);
  const holder = holderOf(connection, run.seq, worker);
  if (holder === null) return;
  const some = lines === undefined ? "" : "AND line IN (SELECT value FROM json_each(@lines))";
  const params: SqlParams = lines === undefined ? { holder } : { holder, lines: JSON.stringify(lines) };
  const free = connection.prepare<[SqlParams], unknown>(`UPDATE run_items SET holder = NULL WHERE holder = @holder ${some}`);
  moved(connection, run.seq, -free.run(params).changes);
}

/** Workers that hold something. */
export function listHolders(connection: Connection, runId: string): readonly HeldBy[] {
  const run = requireRun(connection, runId);
  return connection
    .prepare<[number], HeldBy>(HOLDERS)
    .all(run.seq)
    .filter((worker) => worker.held > 0);
}

export function reclaimItems(connection: Connection, runId: string, now: IsoInstant, deadWorkers: readonly string[]): number {
  const run = requireRun(connection, runId);
  const lost = connection
    .prepare<[SqlParams], number>(LOST)
    .pluck()
    .all({ run: run.seq, now, dead: JSON.stringify(deadWorkers) });
  let freed = 0;
  for (const worker of lost) {
    freed += connection.prepare<[number], unknown>("UPDATE run_items SET holder = NULL WHERE holder = ?").run(worker).changes;
    connection.prepare<[number], unknown>("DELETE FROM run_workers WHERE seq = ?").run(worker);
  }
  moved(connection, run.seq, -freed);
  return freed;
}

/** Items that went from pending to held (or back, when negative). */
function moved(connection: Connection, run: number, count: number): void {
  const counts = new Counts();
  counts.add("pending", -count);
  counts.add("held", count);
  counts.write(connection, run);
}
