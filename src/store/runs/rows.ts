import type { IdentityStatus } from "../../domain/identity/types.js";
import type { Environment } from "../../domain/ports.js";
import type { Connection } from "../connection.js";
import type { Outcome, Run, RunItem, RunKind, RunSummary } from "../runs.port.js";
import { runUnknown } from "./errors.js";

export const OUTCOMES: readonly Outcome[] = ["found", "not_found", "several", "review", "refused", "error"];

export interface RunRow extends Record<Outcome, number> {
  seq: number;
  id: string;
  kind: RunKind;
  created_at: string;
  created_by: string;
  environment: Environment;
  reason: string | null;
  source: string;
  fingerprint: string;
  state: Run["state"];
  ended_at: string | null;
  pending: number;
  held: number;
  calls: number;
}

export interface ItemRow {
  line: number;
  key: string;
  patient_id: string | null;
  holder: number | null;
  outcome: Outcome | null;
  code: string | null;
  status: IdentityStatus | null;
  calls: number;
  advice: string | null;
}

export function findRun(connection: Connection, runId: string): RunRow | undefined {
  return connection.prepare<[string], RunRow>("SELECT * FROM runs WHERE id = ?").get(runId);
}

export function requireRun(connection: Connection, runId: string): RunRow {
  const row = findRun(connection, runId);
  if (row === undefined) throw runUnknown(runId);
  return row;
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    kind: row.kind,
    createdAt: row.created_at,
    createdBy: row.created_by,
    environment: row.environment,
    reason: row.reason,
    source: row.source,
    fingerprint: row.fingerprint,
    state: row.state,
    total: row.pending + row.held + doneOf(row),
    endedAt: row.ended_at,
  };
}

export function toSummary(row: RunRow): RunSummary {
  const { found, not_found, several, review, refused, error } = row;
  const done = doneOf(row);
  return {
    total: row.pending + row.held + done,
    pending: row.pending,
    held: row.held,
    done,
    byOutcome: { found, not_found, several, review, refused, error },
    calls: row.calls,
  };
}

function doneOf(row: RunRow): number {
  let done = 0;
  for (const outcome of OUTCOMES) done += row[outcome];
  return done;
}

export function toItem(runId: string, row: ItemRow): RunItem {
  const { outcome, code, status, calls, advice } = row;
  return {
    runId,
    line: row.line,
    key: row.key,
    patientId: row.patient_id,
    state: outcome !== null ? "done" : row.holder !== null ? "held" : "pending",
    result: outcome === null ? null : { outcome, code: code ?? "", status, calls, advice },
    calls,
  };
}
