import { type Ack, type AlertState, alertLevel, alertState } from "../../domain/inbox/acks.js";
import type { BiologyAlerts } from "../../domain/inbox/biology.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import type { InboxStore, ReceivedDocument, ReceivedEvent } from "../inbox.port.js";
import { parseJson } from "../json.js";
import { insertTrace } from "../traces.js";
import type { NewTrace } from "../traces.port.js";
import { type DocumentRow, documentPlace, SELECT_DOCUMENT, toReceivedDocument } from "./rows.js";

type Decision = Parameters<InboxStore["decide"]>;

const DECIDE = `UPDATE inbox_documents SET row_version = row_version + 1, state = @state, patient = @patient, document = @document,
    filing = @filing, quarantine = CASE WHEN @keepQuarantine = 1 THEN quarantine ELSE @quarantine END
  WHERE message = @message AND rank = @rank AND row_version = @rowVersion`;
const ALERTS = `UPDATE inbox_documents SET level = @level, alert = @alert, details = json_set(details, '$.alerts', json(@alerts))
  WHERE id = @id`;
const EVENT = `INSERT INTO inbox_events (document, at, user_id, kind, ack, note, data)
  VALUES (@document, @at, @userId, @kind, @ack, @note, @data)`;
const EVENTS = "SELECT at, user_id, kind, ack, note, data FROM inbox_events WHERE document = ? ORDER BY id";
const ROW = "SELECT id FROM inbox_documents WHERE message = ? AND rank = ?";

interface EventRow {
  at: string;
  user_id: string;
  kind: ReceivedEvent["kind"];
  ack: Ack | null;
  note: string | null;
  data: string;
}

/** The new state of a document with its event, within a write; false when somebody decided meanwhile. */
export function decide(connection: Connection, ...[document, next, event, traces]: Decision): boolean {
  const place = documentPlace(document.id);
  if (place === null) return false;
  const { changes } = connection.prepare<[SqlParams], unknown>(DECIDE).run({
    ...place,
    rowVersion: document.rowVersion,
    state: next.state,
    patient: next.patientId === null ? null : rowOf("P", next.patientId),
    document: next.document === null ? null : rowOf("D", next.document),
    filing: next.filing === null ? null : JSON.stringify(next.filing),
    keepQuarantine: Number(next.quarantine === undefined),
    quarantine: next.quarantine == null ? null : JSON.stringify(next.quarantine),
  });
  if (changes !== 1) return false;
  const row = connection.prepare<[number, number], { id: number }>(ROW).get(place.message, place.rank);
  if (row === undefined) return true;
  if (next.alerts !== undefined) setAlerts(connection, row.id, next.alerts);
  addEvent(connection, row.id, event, traces);
  return true;
}

/** What is said of the alerts afterwards; acknowledgements that were noted stay what they are. */
function setAlerts(connection: Connection, id: number, alerts: BiologyAlerts): void {
  const acks = eventsOf(connection, id).flatMap(({ ack }) => (ack === null ? [] : [ack]));
  const params: SqlParams = { id, level: alertLevel(alerts), alert: alertState(alerts, acks), alerts: JSON.stringify(alerts) };
  connection.prepare<[SqlParams], unknown>(ALERTS).run(params);
}

/** An acknowledgement, and the state of the alert that follows from all of them. */
export function acknowledge(
  connection: Connection,
  id: string,
  event: ReceivedEvent,
  traces?: (alert: AlertState) => readonly NewTrace[],
): { readonly alert: ReceivedDocument["alert"] } | null {
  const row = documentRow(connection, id);
  if (row === undefined) return null;
  addEvent(connection, row.id, event);
  const acks = eventsOf(connection, row.id).flatMap(({ ack }) => (ack === null ? [] : [ack]));
  const alert = alertState(toReceivedDocument(row).alerts, acks);
  connection.prepare<SqlValue[], unknown>("UPDATE inbox_documents SET alert = ? WHERE id = ?").run(alert, row.id);
  for (const trace of traces?.(alert) ?? []) insertTrace(connection, trace);
  return { alert };
}

export function documentRow(connection: Connection, id: string): DocumentRow | undefined {
  const place = documentPlace(id);
  if (place === null) return undefined;
  const sql = `${SELECT_DOCUMENT} WHERE d.message = ? AND d.rank = ?`;
  return connection.prepare<[number, number], DocumentRow>(sql).get(place.message, place.rank);
}

export function eventsOf(connection: Connection, row: number): ReceivedEvent[] {
  const rows = connection.prepare<[number], EventRow>(EVENTS).all(row);
  return rows.map(({ at, user_id, kind, ack, note, data }) => ({ at, userId: user_id, kind, ack, note, data: parseJson(data) }));
}

export function addEvent(connection: Connection, row: number, event: ReceivedEvent, traces: readonly NewTrace[] = []): void {
  const { at, userId, kind, ack, note, data } = event;
  const params: SqlParams = { document: row, at, userId, kind, ack, note, data: JSON.stringify(data ?? null) };
  connection.prepare<[SqlParams], unknown>(EVENT).run(params);
  for (const trace of traces) insertTrace(connection, trace);
}
