import { SegurError } from "../domain/errors.js";
import type { Actor } from "../domain/ports.js";
import type { Connection, SqlParams, SqlValue } from "./connection.js";
import { noteGap } from "./exchanges/gaps.js";
import { countAnswer } from "./exchanges/insi-answers.js";
import { projectLine } from "./exchanges/lines.js";
import { rowAfter, rowOf } from "./ids.js";
import { type ChainedColumns, chainedText, newSalt, oneLine, sha256 } from "./journal/chain.js";
import { parseRecord } from "./json.js";
import type { NewTrace, Trace, TraceKind, TraceLog, TracesOf } from "./traces.port.js";

export interface TraceRow {
  id: number;
  kind: TraceKind;
  at: string;
  user_id: string;
  rpps: string | null;
  auth_mode: Actor["authMode"];
  patient_id: number | null;
  run_id: string | null;
  message_id: string | null;
  code: string | null;
  data: string | null;
}

const INSERT = `INSERT INTO traces
  (id, kind, at, zone, user_id, rpps, auth_mode, patient_id, run_id, message_id, code, data, salt, digest)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Writes one trace in the transaction under way, chained to the one before it. `patientRow` names the patient when its id was
 * not known before. A trace that names a patient by anything but an id is refused: it would never be found again.
 */
export function insertTrace(connection: Connection, trace: NewTrace, patientRow?: number): void {
  const { tail, zone } = connection;
  const before = tail.end;
  const seq = before.seq + 1;
  const row: ChainedColumns = {
    kind: trace.kind,
    at: trace.at,
    offset: zone(new Date(trace.at)),
    userId: oneLine(trace.actor.userId),
    rpps: oneLine(trace.actor.rpps),
    authMode: trace.actor.authMode,
    patient: patientRow ?? rowOfPatient(trace.patientId),
    runId: oneLine(trace.runId ?? null),
    messageId: oneLine(trace.messageId ?? null),
    code: oneLine(trace.code ?? null),
    data: trace.data === undefined ? null : JSON.stringify(trace.data),
  };
  const salt = newSalt();
  const digest = sha256(chainedText(before.digest, seq, salt, row));
  connection
    .prepare<SqlValue[], unknown>(INSERT)
    .run(
      seq,
      row.kind,
      row.at,
      row.offset,
      row.userId,
      row.rpps,
      row.authMode,
      row.patient,
      row.runId,
      row.messageId,
      row.code,
      row.data,
      salt,
      digest,
    );
  tail.advance({ seq, digest });
  projectLine(connection, "main", { seq, ...row }, trace.data);
  if (row.kind === "insi.answered") countAnswer(connection, row);
  if (row.kind === "cabinet.restored") noteGap(connection, row, trace.data);
}

/** Writes the traces of what was just written. */
export function insertTracesOf<T>(connection: Connection, written: T, traces: TracesOf<T> = []): void {
  for (const trace of typeof traces === "function" ? traces(written) : traces) insertTrace(connection, trace);
}

function rowOfPatient(id: string | undefined): number | null {
  if (id === undefined) return null;
  const row = rowOf("P", id);
  if (row !== null) return row;
  throw new SegurError({ kind: "internal", code: "trace.patient_id", message: "Trace sans identifiant de patient." });
}

/** The trace that a row tells. */
export function toTrace(row: TraceRow): Trace {
  return {
    id: `T${row.id}`,
    kind: row.kind,
    at: row.at,
    actor: { userId: row.user_id, rpps: row.rpps, authMode: row.auth_mode },
    ...(row.patient_id !== null && { patientId: `P${row.patient_id}` }),
    ...(row.run_id !== null && { runId: row.run_id }),
    ...(row.message_id !== null && { messageId: row.message_id }),
    ...(row.code !== null && { code: row.code }),
    ...(row.data !== null && { data: parseRecord(row.data) }),
  };
}

/** The traces of the cabinet, append only and chained (see journal/chain.ts). Appends of one turn of the event loop share one commit (see {@link Connection}). */
export function openTraces(connection: Connection): TraceLog {
  return {
    append: (traces) =>
      connection.write(() => {
        for (const trace of traces) insertTrace(connection, trace);
      }),

    list: (query) =>
      connection.read(() => {
        const where = ["id > @after"];
        const params: SqlParams = { after: rowAfter("T", query.after), limit: query.limit };
        if (query.patientId !== undefined) {
          where.push("patient_id = @patient");
          params.patient = rowOf("P", query.patientId) ?? -1;
        }
        if (query.runId !== undefined) {
          where.push("run_id = @run");
          params.run = query.runId;
        }
        if (query.messageId !== undefined) {
          where.push("message_id = @message");
          params.message = query.messageId;
        }
        if (query.kinds !== undefined) {
          where.push("kind IN (SELECT value FROM json_each(@kinds))");
          params.kinds = JSON.stringify(query.kinds);
        }
        const sql = `SELECT * FROM traces WHERE ${where.join(" AND ")} ORDER BY id LIMIT @limit`;
        return connection.prepare<[SqlParams], TraceRow>(sql).all(params).map(toTrace);
      }),
  };
}
