import { prevails, type RecipientFate, type RecipientState } from "../domain/message/send.js";
import type { Connection, SqlParams, SqlValue } from "./connection.js";
import { storeDamaged } from "./errors.js";
import { rowOf } from "./ids.js";
import { parseJson } from "./json.js";
import type { KeptRequest, MailboxPositions, MessageFates, ReceiptRequests } from "./mss.port.js";
import { insertTrace } from "./traces.js";

interface FateRow {
  outbox: number;
  address: string;
  state: RecipientState;
  code: string | null;
  cause: string | null;
  at: string;
}

const KEEP = `INSERT INTO message_fates (outbox, address, state, code, cause, at) VALUES (@outbox, @address, @state, @code, @cause, @at)
  ON CONFLICT (outbox, address) DO UPDATE SET state = @state, code = @code, cause = @cause, at = @at`;
// The first doubt is kept: a later departure does not settle an earlier one.
const LEAVES = "INSERT INTO message_departures (outbox, at) VALUES (?, ?) ON CONFLICT (outbox) DO NOTHING";
const DOUBT = `INSERT INTO message_departures (outbox, at) SELECT id, ? FROM outbox
  WHERE kind = 'mss.send' AND state <> 'done' AND state <> 'cancelled' ON CONFLICT (outbox) DO NOTHING`;
const MINE = "id = @id AND state = 'sending' AND host = @host AND pid = @pid";
const HELD = `UPDATE outbox SET lease_until = @leaseUntil WHERE ${MINE}`;
const STAYED = `DELETE FROM message_departures WHERE outbox = @id AND EXISTS (SELECT 1 FROM outbox WHERE ${MINE})`;
const ARRIVED = "DELETE FROM message_departures WHERE outbox = ?";
const BY_ENVELOPE = "SELECT id FROM outbox WHERE kind = 'mss.send' AND json_extract(payload, '$.envelopeId') = ?";
const BY_MESSAGE = "SELECT id FROM outbox WHERE kind = 'mss.send' AND key = ?";

/** What became of the messages, see the port. An address is kept in lower case: no operator tells capitals apart. */
export function openMessageFates(connection: Connection): MessageFates {
  const ofRow = (row: number | null): readonly RecipientFate[] =>
    connection.prepare<[SqlValue], FateRow>("SELECT * FROM message_fates WHERE outbox = ? ORDER BY address").all(row).map(toFate);
  return {
    of: (id) => connection.read(() => ofRow(rowOf("O", id))),
    ofMany: (ids) => connection.readTogether(() => new Map(ids.map((id) => [id, ofRow(rowOf("O", id))]))),
    failedSince: (since) =>
      connection.read(() => {
        const sql = "SELECT count(*) AS count, min(at) AS oldest FROM message_fates WHERE state = 'failed' AND at >= ?";
        const row = connection.prepare<[string], { count: number; oldest: string | null }>(sql).get(since);
        return row ?? { count: 0, oldest: null };
      }),
    leaves: (id, { host, pid }, { at, leaseUntil }) =>
      connection.write(() => {
        const outbox = rowOf("O", id);
        const held = connection.prepare<[SqlParams], unknown>(HELD).run({ id: outbox, host, pid, leaseUntil }).changes === 1;
        if (held) connection.prepare<SqlValue[], unknown>(LEAVES).run(outbox, at);
        return held;
      }),
    stayed: (id, { host, pid }) =>
      connection.write(() => {
        connection.prepare<[SqlParams], unknown>(STAYED).run({ id: rowOf("O", id), host, pid });
      }),
    doubtWaiting: (at) => connection.write(() => connection.prepare<SqlValue[], unknown>(DOUBT).run(at).changes),
    mayHaveArrived: (id) =>
      connection.read(
        () =>
          connection.prepare<SqlValue[], unknown>("SELECT 1 FROM message_departures WHERE outbox = ?").get(rowOf("O", id)) !==
          undefined,
      ),
    record: (id, fates, traces, answered = false) =>
      connection.write(() => {
        const outbox = rowOf("O", id);
        const known = new Map(ofRow(outbox).map((fate) => [fate.address, fate]));
        const changed: RecipientFate[] = [];
        if (answered) connection.prepare<SqlValue[], unknown>(ARRIVED).run(outbox);
        for (const fate of fates) {
          const address = fate.address.toLowerCase();
          if (!prevails(fate, known.get(address) ?? null)) continue;
          known.set(address, fate);
          const { state, code, cause, at } = fate;
          connection.prepare<[SqlParams], unknown>(KEEP).run({ outbox, address, state, code, cause, at });
          changed.push({ ...fate, address });
        }
        for (const trace of changed.length > 0 ? (traces?.(changed, [...known.values()]) ?? []) : [])
          insertTrace(connection, trace);
        return changed;
      }),
    find: ({ envelopeId, messageId }) =>
      connection.read(() => {
        const one = (sql: string, value: string | null) =>
          value === null ? undefined : connection.prepare<[string], { id: number }>(sql).get(value);
        const found = one(BY_ENVELOPE, envelopeId) ?? one(BY_MESSAGE, messageId);
        return found === undefined ? null : `O${found.id}`;
      }),
  };
}

function toFate({ address, state, code, cause, at }: FateRow): RecipientFate {
  return { address, state, code, cause, at };
}

interface RequestRow {
  id: number;
  mailbox: string;
  message_id: string;
  data: string;
  at: string;
  answer: "sent" | "declined" | null;
}

const ASKED = `INSERT INTO receipt_requests (mailbox, message_id, data, at) VALUES (@mailbox, @messageId, @data, @at)
  ON CONFLICT (mailbox, message_id) DO NOTHING`;

/** Who asks whether we have read, see the port: one row for each message, answered once. */
export function openReceiptRequests(connection: Connection): ReceiptRequests {
  return {
    add: ({ mailbox, messageId, data, at }) =>
      connection.write(() => {
        connection.prepare<[SqlParams], unknown>(ASKED).run({ mailbox, messageId, data: JSON.stringify(data ?? null), at });
        const sql = "SELECT id FROM receipt_requests WHERE mailbox = ? AND message_id = ?";
        const row = connection.prepare<[string, string], { id: number }>(sql).get(mailbox, messageId);
        if (row === undefined) throw storeDamaged(null);
        return `A${row.id}`;
      }),
    get: (id) =>
      connection.read(() => {
        const sql = "SELECT * FROM receipt_requests WHERE id = ?";
        const row = connection.prepare<SqlValue[], RequestRow>(sql).get(rowOf("A", id));
        return row === undefined ? null : toRequest(row);
      }),
    list: ({ mailbox, waiting, limit }) =>
      connection.read(() => {
        const unanswered = waiting ? "AND answer IS NULL" : "";
        const sql = `SELECT * FROM receipt_requests WHERE lower(mailbox) = coalesce(?, lower(mailbox)) ${unanswered}
          ORDER BY id DESC LIMIT ?`;
        const params: SqlValue[] = [mailbox?.toLowerCase() ?? null, limit];
        return connection
          .prepare<SqlValue[], RequestRow>(sql)
          .all(...params)
          .map(toRequest);
      }),
    answer: (id, answer, at, traces) =>
      connection.write(() => {
        const sql = "UPDATE receipt_requests SET answer = ?, answered_at = ? WHERE id = ? AND answer IS NULL";
        const done = connection.prepare<SqlValue[], unknown>(sql).run(answer, at, rowOf("A", id)).changes === 1;
        if (done) for (const trace of traces ?? []) insertTrace(connection, trace);
        return done;
      }),
    reopen: (id, traces) =>
      connection.write(() => {
        const sql = "UPDATE receipt_requests SET answer = NULL, answered_at = NULL WHERE id = ?";
        connection.prepare<SqlValue[], unknown>(sql).run(rowOf("A", id));
        for (const trace of traces ?? []) insertTrace(connection, trace);
      }),
  };
}

function toRequest({ id, mailbox, message_id, data, at, answer }: RequestRow): KeptRequest {
  return { id: `A${id}`, mailbox, messageId: message_id, data: parseJson(data), at, answer };
}

/** How far each mailbox was read, see the port. */
export function openMailboxPositions(connection: Connection): MailboxPositions {
  const sql = "SELECT uid_validity AS uidValidity, last_uid AS lastUid FROM mailbox_positions WHERE mailbox = ?";
  const keep = `INSERT INTO mailbox_positions (mailbox, uid_validity, last_uid) VALUES (?, ?, ?)
    ON CONFLICT (mailbox) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid`;
  return {
    of: (mailbox) =>
      connection.read(
        () => connection.prepare<[string], { uidValidity: string; lastUid: number }>(sql).get(mailbox.toLowerCase()) ?? null,
      ),
    keep: (mailbox, { uidValidity, lastUid }) =>
      connection.write(() => {
        connection.prepare<SqlValue[], unknown>(keep).run(mailbox.toLowerCase(), uidValidity, lastUid);
      }),
  };
}
