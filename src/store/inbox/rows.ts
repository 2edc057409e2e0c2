import type { NewReceived, NewReceivedDocument, Problem } from "../../domain/inbox/received.js";
import type { Connection } from "../connection.js";
import type { Received, ReceivedDocument } from "../inbox.port.js";
import { parseJson, parseRecord } from "../json.js";

/** What of a message is neither searched nor changed alone. */
type MessageDetails = Pick<
  NewReceived,
  "from" | "senderIns" | "replyTo" | "subject" | "mss" | "inReplyTo" | "references" | "attachments" | "problem"
>;

export interface MessageRow {
  id: number;
  mailbox: string;
  uid_validity: string;
  uid: number;
  message_id: string | null;
  kind: Received["kind"];
  sender: Received["sender"];
  sent_at: string | null;
  received_at: string;
  size: number;
  seen: number;
  read_at: string | null;
  done_at: string | null;
  gone: number;
  details: string;
  body: string | null;
}

export interface DocumentRow {
  id: number;
  message: number;
  rank: number;
  row_version: number;
  state: ReceivedDocument["state"];
  patient: number | null;
  document: number | null;
  /** SHA-256. */
  content_id: string | null;
  alert: ReceivedDocument["alert"];
  quarantine: string | null;
  filing: string | null;
  details: string;
  told: number;
}

export const SELECT_MESSAGE = `SELECT id, mailbox, uid_validity, uid, message_id, kind, sender, sent_at, received_at, size, seen, read_at,
    done_at, gone, details, body FROM inbox_messages`;
/**
 * Whether the alert of a document is told by another one: that of an older version that is not urgent, by the newer; that of a duplicate
 * only by one of the inbox that has every byte of it; that of a request of deletion by what it deletes, as grave as it. An urgent alert that nobody acknowledged survives any other state (BIO/va1.01).
 * @param d alias, or table, of the document
 */
export function toldElsewhere(d: string): string {
  return `CASE ${d}.state WHEN 'obsolete' THEN ${d}.level = 'notable' WHEN 'duplicate' THEN EXISTS (SELECT 1 FROM inbox_documents AS o
      WHERE o.content = ${d}.content AND o.id <> ${d}.id AND (o.state <> 'duplicate' OR o.id < ${d}.id))
    WHEN 'deletion' THEN ${deletes(d)} WHEN 'set_aside' THEN ${deletes(d)} ELSE FALSE END`;
}

/** Never null, which neither it nor its contrary would find: most documents have no action. */
function deletes(d: string): string {
  return `(${d}.quarantine IS NULL AND json_extract(${d}.details, '$.action') IS 'D' AND EXISTS (SELECT 1 FROM inbox_documents AS o
      WHERE o.unique_id = ${d}.unique_id AND o.id <> ${d}.id AND o.level = ${d}.level AND o.state <> 'duplicate'
        AND json_extract(o.details, '$.action') IS NOT 'D'))`;
}

export const SELECT_DOCUMENT = `SELECT d.id, d.message, d.rank, d.row_version, d.state, d.patient, d.document, c.sha256 AS content_id,
    d.alert, d.quarantine, d.filing, d.details, ${toldElsewhere("d")} AS told
  FROM inbox_documents d LEFT JOIN contents c ON c.id = d.content`;

export function messageDetails(message: NewReceived): string {
  const { from, senderIns, replyTo, subject, mss, inReplyTo, references, attachments, problem, reportOf } = message;
  const details = { from, senderIns, replyTo, subject, mss, inReplyTo, references, attachments, problem, reportOf };
  return JSON.stringify(details satisfies MessageDetails);
}

/** The JSON of a document but what may change alone, or stands in a row of its own. */
export function documentDetails({ content: _content, quarantine: _quarantine, ...rest }: NewReceivedDocument): string {
  return JSON.stringify(rest);
}

export function documentsOf(connection: Connection, message: number): ReceivedDocument[] {
  const sql = `${SELECT_DOCUMENT} WHERE d.message = ? ORDER BY d.rank`;
  return connection.prepare<[number], DocumentRow>(sql).all(message).map(toReceivedDocument);
}

export function toReceived(connection: Connection, row: MessageRow): Received {
  const details = parseRecord(row.details) as unknown as MessageDetails;
  return {
    ...details,
    id: `M${row.id}`,
    place: { mailbox: row.mailbox, uidValidity: row.uid_validity, uid: row.uid },
    messageId: row.message_id,
    sender: row.sender,
    sentAt: row.sent_at,
    receivedAt: row.received_at,
    size: row.size,
    text: row.body,
    kind: row.kind,
    seen: row.seen === 1,
    read: row.seen === 1 || row.read_at !== null,
    done: row.done_at !== null,
    gone: row.gone === 1,
    documents: documentsOf(connection, row.id),
  };
}

export function toReceivedDocument(row: DocumentRow): ReceivedDocument {
  const details = parseRecord(row.details) as unknown as Omit<NewReceivedDocument, "content" | "quarantine">;
  return {
    ...details,
    content: row.content_id,
    quarantine: row.quarantine === null ? null : (parseRecord(row.quarantine) as unknown as Problem),
    id: `M${row.message}.${row.rank}`,
    messageId: `M${row.message}`,
    state: row.state,
    patientId: row.patient === null ? null : `P${row.patient}`,
    document: row.document === null ? null : `D${row.document}`,
    filing: row.filing === null ? null : (parseJson(row.filing) as ReceivedDocument["filing"]),
    alert: row.alert,
    toldElsewhere: row.told === 1,
    rowVersion: row.row_version,
  };
}

/** `M12.1` → 12 and 1; null when it names nothing. */
export function documentPlace(id: string): { readonly message: number; readonly rank: number } | null {
  const found = /^M([1-9]\d{0,14})\.([1-9]\d{0,5})$/.exec(id);
  return found === null ? null : { message: Number(found[1]), rank: Number(found[2]) };
}
