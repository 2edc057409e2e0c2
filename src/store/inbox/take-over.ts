import type { Connection, SqlValue } from "../connection.js";
import { addDocument, documentBy } from "../documents/store.js";
import type { InboxStore } from "../inbox.port.js";
import { acknowledge, decide, documentRow } from "./decide.js";
import { keepMessage } from "./keep.js";
import { toReceivedDocument } from "./rows.js";

const THERE = "SELECT 1 FROM inbox_messages WHERE mailbox = ? AND uid_validity = ? AND uid = ?";

/** See `InboxStore.takeOver`. A document in a file whose alert is nowhere would be an urgent result that is silent (mss.md §8.3). */
export function takeOver(
  connection: Connection,
  ...[document, by, traces, { message, filed, acknowledgements }]: Parameters<InboxStore["takeOver"]>
): Awaited<ReturnType<InboxStore["takeOver"]>> {
  const { mailbox, uidValidity, uid } = message.place;
  const isThere = connection.prepare<SqlValue[], unknown>(THERE).get(mailbox.toLowerCase(), uidValidity, uid) !== undefined;
  if (isThere && documentBy(connection, "unique_id", document.uniqueId) === null) return null;
  const { document: kept, added } = addDocument(connection, document, by, traces);
  // Of another file: nothing of it is said there.
  if (isThere || kept.patientId !== document.patientId) return { document: kept, added, acknowledged: 0 };
  const row = keepMessage(connection, message);
  const found = row === null ? undefined : documentRow(connection, `M${row}.1`);
  if (found === undefined) throw new Error("a message that was kept has its document");
  const received = toReceivedDocument(found);
  decide(connection, received, { state: "filed", patientId: kept.patientId, document: kept.id, filing: null }, filed);
  for (const event of acknowledgements) acknowledge(connection, received.id, event);
  return { document: kept, added, acknowledged: acknowledgements.length };
}
