import type { Origin } from "../domain/document/document.js";
import type { Connection, SqlParams, SqlValue } from "./connection.js";
import { contentRow } from "./documents/contents.js";
import { storeDamaged } from "./errors.js";
import { rowAfter, rowOf } from "./ids.js";
import { parseJson } from "./json.js";
import type { Quarantined, QuarantineStore } from "./quarantine.port.js";
import { insertTrace, insertTracesOf } from "./traces.js";

interface QuarantineRow {
  id: number;
  state: Quarantined["state"];
  origin: Origin;
  reason: string;
  message: string;
  patient_id: string | null;
  key: string;
  content_id: string | null;
  data: string;
  at: string;
}

const SELECT = `SELECT q.id, q.state, q.origin, q.reason, q.message, q.patient_id, q.key, c.sha256 AS content_id, q.data, q.at
  FROM quarantine q LEFT JOIN contents c ON c.id = q.content`;
const INSERT = `INSERT INTO quarantine (state, origin, reason, message, patient_id, key, content, data, at)
  VALUES ('waiting', @origin, @reason, @message, @patientId, @key, @content, @data, @at) ON CONFLICT (key, reason) DO NOTHING`;

/** What was received and kept out of the patients' files, see the port. */
export function openQuarantine(connection: Connection): QuarantineStore {
  return {
    add: (item, traces) =>
      connection.write(() => {
        const { origin, reason, message, patientId, key, content, at } = item;
        const held = content === null ? null : contentRow(connection, content);
        const data = JSON.stringify(item.data ?? null);
        const values: SqlParams = { origin, reason, message, patientId, key, content: held, data, at };
        const { changes } = connection.prepare<[SqlParams], unknown>(INSERT).run(values);
        const sql = `${SELECT} WHERE q.key = ? AND q.reason = ?`;
        const row = connection.prepare<[string, string], QuarantineRow>(sql).get(key, reason);
        if (row === undefined) throw storeDamaged(null);
        const line = toQuarantined(row);
        if (changes === 1) insertTracesOf(connection, line, traces);
        return line;
      }),
    get: (id) =>
      connection.read(() => {
        const row = connection.prepare<[SqlValue], QuarantineRow>(`${SELECT} WHERE q.id = ?`).get(rowOf("Q", id));
        return row === undefined ? null : toQuarantined(row);
      }),
    list: ({ patientId, limit, after }) =>
      connection.read(() => {
        const params: SqlParams = { after: rowAfter("Q", after), limit };
        if (patientId !== undefined) params.patient = patientId;
        const sql = `${SELECT} WHERE q.id > @after ${patientId === undefined ? "" : "AND q.patient_id = @patient"} ORDER BY q.id LIMIT @limit`;
        return connection.prepare<[SqlParams], QuarantineRow>(sql).all(params).map(toQuarantined);
      }),
    decide: (id, state, traces) =>
      connection.write(() => {
        const sql = "UPDATE quarantine SET state = ? WHERE id = ? AND state = 'waiting'";
        const decided = connection.prepare<SqlValue[], unknown>(sql).run(state, rowOf("Q", id)).changes === 1;
        if (decided) for (const trace of traces ?? []) insertTrace(connection, trace);
        return decided;
      }),
  };
}

function toQuarantined(row: QuarantineRow): Quarantined {
  return {
    id: `Q${row.id}`,
    state: row.state,
    origin: row.origin,
    reason: row.reason,
    message: row.message,
    patientId: row.patient_id,
    key: row.key,
    content: row.content_id,
    data: parseJson(row.data),
    at: row.at,
  };
}
