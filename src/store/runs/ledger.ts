import type { Clock } from "../../domain/ports.js";
import type { Connection } from "../connection.js";
import type { RunLedger } from "../runs.port.js";
import { claimItems, listHolders, reclaimItems, releaseItems, renewLease } from "./holding.js";
import { addCalls, finishItems, listItems, reopenItems, resolveReview } from "./outcomes.js";
import { addItems, createRun, discardRun, findSealed, sealRun } from "./preparation.js";
import { findRun, type RunRow, requireRun, toRun, toSummary } from "./rows.js";

/**
 * The run ledger over the cabinet's SQLite file. Every write is one immediate transaction, shared with the others of the
 * same turn of the event loop: a worker that finishes 64 items one by one pays a few commits, not 64.
 */
export function openRuns(connection: Connection, clock: Pick<Clock, "now">): RunLedger {
  const now = (): string => clock.now().toISOString();
  return {
    create: (run) => connection.write(() => createRun(connection, run)),
    get: (runId) =>
      connection.read(() => {
        const row = findRun(connection, runId);
        return row === undefined ? null : toRun(row);
      }),
    findByFingerprint: (fingerprint) => connection.read(() => findSealed(connection, fingerprint)),
    list: (page) =>
      connection.read(() => {
        const before = page.after === undefined ? Number.MAX_SAFE_INTEGER : requireRun(connection, page.after).seq;
        const sql = "SELECT * FROM runs WHERE seq < ? ORDER BY seq DESC LIMIT ?";
        return connection.prepare<[number, number], RunRow>(sql).all(before, page.limit).map(toRun);
      }),
    addItems: (runId, items) => connection.write(() => addItems(connection, runId, items)),
    seal: (runId, options) => connection.write(() => sealRun(connection, runId, options, now())),
    discard: (runId) => connection.write(() => discardRun(connection, runId)),

    claim: (runId, worker, count, leaseUntil) => connection.write(() => claimItems(connection, runId, worker, count, leaseUntil)),
    renew: (runId, worker, leaseUntil) => connection.write(() => renewLease(connection, runId, worker, leaseUntil)),
    release: (runId, worker, lines) => connection.write(() => releaseItems(connection, runId, worker, lines)),
    holders: (runId) => connection.read(() => listHolders(connection, runId)),
    reclaim: (runId, at, deadWorkers) => connection.write(() => reclaimItems(connection, runId, at, deadWorkers)),
    finish: (runId, worker, results, at) => connection.write(() => finishItems(connection, runId, worker, results, at)),
    addCalls: (runId, line, calls) => connection.write(() => addCalls(connection, runId, line, calls)),
    reopen: (runId, outcome) => connection.write(() => reopenItems(connection, runId, outcome)),
    resolveReview: (runId, line, result) => connection.write(() => resolveReview(connection, runId, line, result)),

    summary: (runId) => connection.read(() => toSummary(requireRun(connection, runId))),
    items: (runId, query) => connection.read(() => listItems(connection, runId, query)),
  };
}
