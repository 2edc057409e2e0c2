import { alertLevel, alertState } from "../../domain/inbox/acks.js";
import type { NewReceived, NewReceivedDocument } from "../../domain/inbox/received.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { contentRow } from "../documents/contents.js";
import { fold } from "./fold.js";
import { documentDetails, messageDetails } from "./rows.js";

/** After every name: what has none comes last. */
const LAST = "\uffff";

const INSERT_MESSAGE = `INSERT INTO inbox_messages (mailbox, uid_validity, uid, message_id, kind, sender, sent_at, received_at, size, seen,
    subject_key, from_key, patient_key, type_key, details, body)
  VALUES (@mailbox, @uidValidity, @uid, @messageId, @kind, @sender, @sentAt, @receivedAt, @size, @seen,
    @subjectKey, @fromKey, @patientKey, @typeKey, @details, @body)`;
/** A place stays a place, a date of arrival too: a reading changes what was understood of the message. */
const UPDATE_MESSAGE = `UPDATE inbox_messages SET message_id = @messageId, kind = @kind, sender = @sender, sent_at = @sentAt, size = @size,
    subject_key = @subjectKey, from_key = @fromKey, patient_key = @patientKey, type_key = @typeKey, details = @details, body = @body
  WHERE id = @id`;
const INSERT_DOCUMENT = `INSERT INTO inbox_documents (message, rank, received_at, row_version, state, content, unique_id, set_id, type_code, level, alert,
    quarantine, details)
  VALUES (@message, @rank, @receivedAt, 1, @state, @content, @uniqueId, @setId, @typeCode, @level, @alert, @quarantine, @details)`;
const UPDATE_DOCUMENT = `UPDATE inbox_documents SET row_version = row_version + 1, state = @state, content = @content, unique_id = @uniqueId,
    set_id = @setId, type_code = @typeCode, level = @level, alert = @alert, quarantine = @quarantine, details = @details, filing = NULL,
    patient = NULL
  WHERE id = @id`;

const PLACE = "SELECT 1 FROM inbox_messages WHERE mailbox = @mailbox AND uid_validity = @uidValidity AND uid = @uid";
const MOVE =
  "UPDATE inbox_messages SET uid_validity = @uidValidity, uid = @uid, seen = @seen, gone = 0 WHERE id = @id AND mailbox = @mailbox";
const SAME = `mailbox = @mailbox AND uid_validity <> @uidValidity AND size = @size AND sent_at IS @sentAt`;
const BY_MESSAGE_ID = `SELECT id FROM inbox_messages WHERE message_id = @messageId AND ${SAME} ORDER BY id LIMIT 1`;
const WITHOUT_ID = `SELECT id FROM inbox_messages WHERE message_id IS NULL AND received_at = @receivedAt AND ${SAME}
    AND subject_key = @subjectKey AND from_key = @fromKey ORDER BY id LIMIT 1`;

/** Adds a message that is not there yet, within a write. Gives its row, or null when it is known. */
export function keepMessage(connection: Connection, message: NewReceived): number | null {
  const run = (sql: string, params: SqlParams) => connection.prepare<[SqlParams], unknown>(sql).run(params);
  const params = { ...messageColumns(message), ...placeColumns(message) };
  const { mailbox, uidValidity, uid, seen } = params;
  if (connection.prepare<[SqlParams], unknown>(PLACE).get({ mailbox, uidValidity, uid }) !== undefined) return null;
  const former = formerPlace(connection, params);
  if (former !== undefined) {
    run(MOVE, { mailbox, uidValidity, uid, seen, id: former });
    return null;
  }
  const row = Number(run(INSERT_MESSAGE, params).lastInsertRowid);
  message.documents.forEach((document, index) => {
    const place = { message: row, rank: index + 1, receivedAt: message.receivedAt };
    run(INSERT_DOCUMENT, { ...documentColumns(connection, document), ...place });
  });
  return row;
}

/** The same message under a former UIDVALIDITY, its place not yet corrected. */
function formerPlace(connection: Connection, params: ReturnType<typeof messageColumns> & ReturnType<typeof placeColumns>) {
  const { mailbox, uidValidity, size, sentAt, messageId, receivedAt, subjectKey, fromKey } = params;
  const same: SqlParams = { mailbox, uidValidity, size, sentAt };
  const [sql, rest]: [string, SqlParams] =
    messageId === null ? [WITHOUT_ID, { receivedAt, subjectKey, fromKey }] : [BY_MESSAGE_ID, { messageId }];
  return connection.prepare<[SqlParams], { id: number }>(sql).get({ ...same, ...rest })?.id;
}

/**
 * What a second reading found, in place of what a technical failure had left (mss.md §2.6). A document that was decided or acknowledged
 * meanwhile keeps its row; so does one with an event that the new reading no longer has.
 */
export function rereadMessage(connection: Connection, row: number, message: NewReceived): void {
  const run = (sql: string, params: SqlParams) => connection.prepare<[SqlParams], unknown>(sql).run(params);
  run(UPDATE_MESSAGE, { ...messageColumns(message), id: row });
  const sql = `SELECT id, rank, state, EXISTS (SELECT 1 FROM inbox_events WHERE document = inbox_documents.id) AS decided
    FROM inbox_documents WHERE message = ? ORDER BY rank`;
  const known = connection.prepare<[number], { id: number; rank: number; state: string; decided: number }>(sql).all(row);
  const byRank = new Map(known.map((line) => [line.rank, line]));
  message.documents.forEach((document, index) => {
    const there = byRank.get(index + 1);
    byRank.delete(index + 1);
    if (there === undefined) {
      const place = { message: row, rank: index + 1, receivedAt: message.receivedAt };
      run(INSERT_DOCUMENT, { ...documentColumns(connection, document), ...place });
    } else if (there.decided === 0) run(UPDATE_DOCUMENT, { ...documentColumns(connection, document), id: there.id });
  });
  const drop = connection.prepare<SqlValue[], unknown>("DELETE FROM inbox_documents WHERE id = ?");
  for (const { id, decided } of byRank.values()) if (decided === 0) drop.run(id);
}

function placeColumns({ place, seen, receivedAt }: NewReceived) {
  return {
    mailbox: place.mailbox.toLowerCase(),
    uidValidity: place.uidValidity,
    uid: place.uid,
    seen: Number(seen),
    receivedAt,
  };
}

function messageColumns(message: NewReceived) {
  const { messageId, kind, sender, sentAt, size, subject, from, documents, text } = message;
  const [first] = documents;
  const patient = first?.patient;
  const names = [patient?.birthName ?? "", patient?.firstBirthGivenName ?? patient?.birthGivenNames ?? ""];
  return {
    ...{ messageId, kind, sender, sentAt, size },
    subjectKey: fold(subject),
    fromKey: fold(`${from.name ?? ""} ${from.address}`),
    patientKey: fold(names.join(" ")) || LAST,
    typeKey: fold(first?.type?.label ?? first?.type?.code ?? "") || LAST,
    details: messageDetails(message),
    body: text,
  };
}

function documentColumns(connection: Connection, document: NewReceivedDocument): SqlParams {
  const { content, uniqueId, setId, type, alerts, quarantine } = document;
  return {
    state: quarantine === null ? "new" : "quarantined",
    content: content === null ? null : contentRow(connection, content),
    uniqueId,
    setId,
    typeCode: type?.code ?? null,
    level: alertLevel(alerts),
    alert: alertState(alerts, []),
    quarantine: quarantine === null ? null : JSON.stringify(quarantine),
    details: documentDetails(document),
  };
}
