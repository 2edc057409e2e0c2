import type { Document, DocumentState } from "../../domain/document/document.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { vsmFiled, vsmLeft } from "../documents/last-vsm.js";
import { addDocument, documentBy, vsmOf } from "../documents/store.js";
import { rowOf } from "../ids.js";
import type { Decision, InboxStore, ReceivedDocument, ReceivedEvent, Unfiled } from "../inbox.port.js";
import { addEvent, decide, documentRow } from "./decide.js";

const STATE = "UPDATE documents SET state = @state, row_version = row_version + 1 WHERE id = @id AND row_version = @rowVersion";
/** In force again, unless it was withdrawn meanwhile. */
const RESTORE = "UPDATE documents SET state = 'current', row_version = row_version + 1 WHERE id = ? AND state = 'superseded'";
/** Whatever left, or waits to: only a line that was cancelled never will. */
const CARRIED = `SELECT o.id FROM outbox_documents d JOIN outbox o ON o.id = d.outbox WHERE d.document = ? AND o.state <> 'cancelled'
  ORDER BY o.id DESC LIMIT 1`;
const ABOUT = "SELECT id, state FROM inbox_documents WHERE document = @document AND id <> @self";
const FORGET = "UPDATE inbox_documents SET document = NULL, row_version = row_version + 1 WHERE id = ?";
/** What it repeated or contradicted is out of the file: its quarantine ends with that, unless it is about the document itself. */
const LIFTED = "(quarantine IS NULL OR json_extract(quarantine, '$.code') IN ('900', '901', '904'))";
const AGAIN = `UPDATE inbox_documents SET document = NULL, patient = NULL, filing = NULL, row_version = row_version + 1,
    state = CASE WHEN ${LIFTED} THEN 'new' ELSE 'quarantined' END, quarantine = CASE WHEN ${LIFTED} THEN NULL ELSE quarantine END
  WHERE id = ?`;

/** See `InboxStore.file`. Everything is looked at before anything is written: the transaction holds the store alone. */
export function fileReceived(
  connection: Connection,
  ...[document, filed, patientVersion, by, decision]: Parameters<InboxStore["file"]>
): Awaited<ReturnType<InboxStore["file"]>> {
  if (documentRow(connection, document.id)?.row_version !== document.rowVersion) return { outcome: "moved" };
  const patient = connection
    .prepare<[SqlValue], { version: number }>("SELECT version FROM patients WHERE id = ?")
    .get(rowOf("P", filed.patientId));
  if (patient?.version !== patientVersion) return { outcome: "moved" };
  const added = addDocument(connection, filed, by);
  if (!added.added) return { outcome: "known", document: added.document };
  const { next, event, traces } = decision(added.document);
  decide(connection, document, next, event, traces);
  return { outcome: "filed", document: added.document };
}

/** See `InboxStore.unfile`. */
export function unfile(connection: Connection, received: ReceivedDocument, { next, event, traces }: Decision): Unfiled {
  const self = documentRow(connection, received.id);
  const document = received.document === null ? null : documentBy(connection, "id", rowOf("D", received.document));
  if (self?.row_version !== received.rowVersion || document === null) return { outcome: "moved" };
  const kept = whyKept(connection, document);
  if (kept !== null) return kept;
  if (!decide(connection, received, next, event, traces)) return { outcome: "moved" };
  const row = rowOf("D", document.id);
  const reopened: ReceivedEvent = { ...event, kind: "reopened", ack: null, note: null, data: { document: document.id } };
  type About = { id: number; state: string };
  for (const { id, state } of connection.prepare<[SqlParams], About>(ABOUT).all({ document: row, self: self.id })) {
    // What a person had put aside stays so.
    connection.prepare<[number], unknown>(state === "set_aside" ? FORGET : AGAIN).run(id);
    addEvent(connection, id, reopened);
  }
  if (document.replaces !== null) connection.prepare<[SqlValue], unknown>(RESTORE).run(rowOf("D", document.replaces));
  connection.prepare<[SqlValue], unknown>("DELETE FROM documents WHERE id = ?").run(row);
  vsmLeft(connection, vsmOf(document, event.at));
  return { outcome: "unfiled" };
}

function whyKept(connection: Connection, document: Document): Unfiled | null {
  const carried = connection.prepare<[string], { id: number }>(CARRIED).get(document.id);
  if (carried !== undefined) return { outcome: "kept", why: "sent", by: `O${carried.id}` };
  if (document.dmp !== null) return { outcome: "kept", why: "in_dmp", by: null };
  // Taken from a summary of somebody else, they would stay in this record.
  const item = connection
    .prepare<[SqlValue], { id: number }>("SELECT id FROM medical_items WHERE document = ? AND removed = 0 LIMIT 1")
    .get(rowOf("D", document.id));
  if (item !== undefined) return { outcome: "kept", why: "medical", by: `S${item.id}` };
  const newer = connection
    .prepare<[SqlValue], { id: number }>("SELECT id FROM documents WHERE replaces = ?")
    .get(rowOf("D", document.id));
  return newer === undefined ? null : { outcome: "kept", why: "replaced", by: `D${newer.id}` };
}

/** See `InboxStore.decideOf`. */
export function decideOf(
  connection: Connection,
  received: ReceivedDocument,
  { next, event, traces }: Decision,
  target: Document,
  state: DocumentState,
): boolean {
  if (documentRow(connection, received.id)?.row_version !== received.rowVersion) return false;
  const values: SqlParams = { id: rowOf("D", target.id), rowVersion: target.rowVersion, state };
  if (connection.prepare<[SqlParams], unknown>(STATE).run(values).changes !== 1) return false;
  (state === "current" ? vsmFiled : vsmLeft)(connection, vsmOf(target, event.at));
  return decide(connection, received, next, event, traces);
}
