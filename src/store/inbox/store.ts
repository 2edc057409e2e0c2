import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import type { InboxStore, ReceivedDocument } from "../inbox.port.js";
import { IDENTITIES, readMark } from "../patients/mark.js";
import { insertTrace } from "../traces.js";
import { acknowledge, decide, documentRow, eventsOf } from "./decide.js";
import { decideOf, fileReceived, unfile } from "./file.js";
import { howFiled } from "./how-filed.js";
import { keepMessage, rereadMessage } from "./keep.js";
import { countAttention, countMessages, listMessages, tally } from "./query.js";
import {
  type DocumentRow,
  documentPlace,
  type MessageRow,
  SELECT_DOCUMENT,
  SELECT_MESSAGE,
  toReceived,
  toReceivedDocument,
} from "./rows.js";
import { takeOver } from "./take-over.js";

/** Two synchronisations at once: the position of a UIDVALIDITY never goes back. */
const POSITION = `INSERT INTO inbox_positions (mailbox, uid_validity, last_uid, modseq) VALUES (@mailbox, @uidValidity, @lastUid, @modseq)
  ON CONFLICT (mailbox) DO UPDATE SET modseq = excluded.modseq, uid_validity = excluded.uid_validity,
    last_uid = CASE WHEN uid_validity = excluded.uid_validity THEN max(last_uid, excluded.last_uid) ELSE excluded.last_uid END`;
/** Only for who reads the folder as it is now: another process may still have the one before. */
const FORMER = `UPDATE inbox_messages SET gone = 1 WHERE mailbox = @mailbox AND gone = 0 AND uid_validity <> @uidValidity
  AND EXISTS (SELECT 1 FROM inbox_positions p WHERE p.mailbox = @mailbox AND p.uid_validity = @uidValidity)`;
const SET = `${SELECT_DOCUMENT} WHERE d.unique_id = @uniqueId UNION ${SELECT_DOCUMENT} WHERE d.set_id = @setId ORDER BY 2, 3`;

/** Mark of the identities with which the proposals were computed. */
const ASSESSED = "inbox.assessed";

/** The inbox of the cabinet, see the port. */
export function openInbox(connection: Connection): InboxStore {
  const run = (sql: string, params: SqlParams) => connection.prepare<[SqlParams], unknown>(sql).run(params);
  const message = (row: number | null) => {
    const found = connection.prepare<[number | null], MessageRow>(`${SELECT_MESSAGE} WHERE id = ?`).get(row);
    return found === undefined ? null : toReceived(connection, found);
  };
  return {
    position: (mailbox) =>
      connection.read(() => {
        const sql = "SELECT uid_validity, last_uid, modseq FROM inbox_positions WHERE mailbox = ?";
        type Row = { uid_validity: string; last_uid: number; modseq: string | null };
        const row = connection.prepare<[string], Row>(sql).get(mailbox.toLowerCase());
        return row === undefined ? null : { uidValidity: row.uid_validity, lastUid: row.last_uid, modseq: row.modseq };
      }),
    keep: (messages, { mailbox, uidValidity, lastUid, modseq }, traces) =>
      connection.write(() => {
        const rows = messages.map((one) => keepMessage(connection, one)).filter((row) => row !== null);
        run(POSITION, { mailbox: mailbox.toLowerCase(), uidValidity, lastUid, modseq });
        const added = traces === undefined ? [] : rows.map((row) => message(row)).filter((one) => one !== null);
        for (const trace of traces?.(added) ?? []) insertTrace(connection, trace);
        return rows.map((row) => `M${row}`);
      }),
    update: (mailbox, uidValidity, { seen, gone, modseq }) =>
      connection.write(() => {
        const place = { mailbox: mailbox.toLowerCase(), uidValidity };
        const where = "WHERE mailbox = @mailbox AND uid_validity = @uidValidity";
        for (const [uid, value] of seen) {
          const sql = `UPDATE inbox_messages SET seen = @seen ${where} AND uid = @uid AND seen <> @seen`;
          run(sql, { ...place, uid, seen: Number(value) });
        }
        for (const uid of gone) run(`UPDATE inbox_messages SET gone = 1 ${where} AND uid = @uid`, { ...place, uid });
        run(FORMER, place);
        run(`UPDATE inbox_positions SET modseq = @modseq ${where}`, { ...place, modseq });
      }),
    uids: (mailbox, uidValidity) =>
      connection.read(() => {
        const sql = "SELECT uid FROM inbox_messages WHERE mailbox = ? AND uid_validity = ? AND gone = 0 ORDER BY uid";
        return connection.prepare<[string, string], number>(sql).pluck().all(mailbox.toLowerCase(), uidValidity) as number[];
      }),
    technical: (mailbox, uidValidity) =>
      connection.read(() => {
        const sql = `SELECT 'M' || id AS id, uid FROM inbox_messages WHERE mailbox = ? AND uid_validity = ? AND gone = 0
            AND json_extract(details, '$.problem.technical') = 1 ORDER BY uid`;
        return connection.prepare<[string, string], { id: string; uid: number }>(sql).all(mailbox.toLowerCase(), uidValidity);
      }),
    get: (id) => connection.readTogether(() => message(rowOf("M", id))),
    document: (id) =>
      connection.read(() => {
        const row = documentRow(connection, id);
        return row === undefined ? null : toReceivedDocument(row);
      }),
    sameDocument: ({ uniqueId, setId }) =>
      connection.read(() => connection.prepare<[SqlParams], DocumentRow>(SET).all({ uniqueId, setId }).map(toReceivedDocument)),
    list: (query) => connection.readTogether(() => listMessages(connection, query)),
    counts: (query) => connection.readTogether(() => countMessages(connection, query)),
    attention: () => connection.readTogether(() => countAttention(connection)),
    howFiled: (period) => connection.readTogether(() => howFiled(connection, period)),
    tally: () => connection.readTogether(() => tally(connection)),
    waiting: (states, { limit, after, unassessed = false }) =>
      connection.read(() => {
        const { message: row, rank } = (after === undefined ? null : documentPlace(after)) ?? { message: 0, rank: 0 };
        const sql = `${SELECT_DOCUMENT} WHERE d.state IN (SELECT value FROM json_each(@states)) AND (d.message, d.rank) > (@row, @rank)
            ${unassessed ? "AND d.filing IS NULL" : ""} ORDER BY d.message, d.rank LIMIT @limit`;
        const params: SqlParams = { states: JSON.stringify(states), row, rank, limit };
        return connection.prepare<[SqlParams], DocumentRow>(sql).all(params).map(toReceivedDocument);
      }),
    stale: () =>
      connection.readTogether(() => {
        const now = readMark(connection, IDENTITIES);
        return now === readMark(connection, ASSESSED) ? null : now;
      }),
    assessed: (mark) =>
      connection.write(() => {
        const sql = "INSERT INTO meta (key, value) VALUES (@key, @mark) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        run(sql, { key: ASSESSED, mark });
      }),
    decide: (...decision) => connection.write(() => decide(connection, ...decision)),
    decideMany: (decisions) =>
      connection.write(() =>
        decisions.map(({ document, next, event, traces }) => decide(connection, document, next, event, traces)),
      ),
    file: (...filing) => connection.write(() => fileReceived(connection, ...filing)),
    takeOver: (...taken) => connection.write(() => takeOver(connection, ...taken)),
    unfile: (document, decision) => connection.write(() => unfile(connection, document, decision)),
    decideOf: (...decision) => connection.write(() => decideOf(connection, ...decision)),
    acknowledge: (id, event, traces) => connection.write(() => acknowledge(connection, id, event, traces)),
    events: (id) =>
      connection.read(() => {
        const row = documentRow(connection, id);
        return row === undefined ? [] : eventsOf(connection, row.id);
      }),
    ofDocuments: (documents) =>
      connection.readTogether(() => {
        const found = new Map<string, ReceivedDocument>();
        const select = connection.prepare<[SqlValue], DocumentRow>(
          `${SELECT_DOCUMENT} WHERE d.document = ? AND d.state = 'filed' ORDER BY d.id`,
        );
        for (const id of documents) for (const row of select.all(rowOf("D", id))) found.set(id, toReceivedDocument(row));
        return found;
      }),
    markRead: (id, at) =>
      connection.write(() => {
        run("UPDATE inbox_messages SET read_at = @at WHERE id = @id AND read_at IS NULL", { id: rowOf("M", id), at });
      }),
    markDone: (id, done, at, traces) =>
      connection.write(() => {
        const sql = "UPDATE inbox_messages SET done_at = @at WHERE id = @id AND (done_at IS NULL) = @done";
        const { changes } = run(sql, { id: rowOf("M", id), at: done ? at : null, done: Number(done) });
        if (changes === 1) for (const trace of traces ?? []) insertTrace(connection, trace);
      }),
    reread: (id, again) =>
      connection.write(() => {
        const row = rowOf("M", id);
        if (row !== null && message(row) !== null) rereadMessage(connection, row, again);
      }),
    names: (content) =>
      connection.read(() => {
        const sql = `SELECT 1 WHERE EXISTS (SELECT 1 FROM inbox_documents WHERE content = (SELECT id FROM contents WHERE sha256 = @content))
          OR EXISTS (SELECT 1 FROM inbox_messages WHERE mailbox = 'file:' || @content)`;
        return connection.prepare<[SqlParams], unknown>(sql).get({ content }) !== undefined;
      }),
  };
}
