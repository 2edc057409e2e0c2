import type { Machine } from "../domain/ports.js";
import type { Connection, SqlParams, SqlValue } from "./connection.js";
import { contentRow } from "./documents/contents.js";
import { storeDamaged, supersededMoved } from "./errors.js";
import { rowAfter, rowOf } from "./ids.js";
import { parseJson } from "./json.js";
import type { NewOutboxItem, OutboxItem, OutboxKind, OutboxState, OutboxStore } from "./outbox.port.js";
import { insertTrace, insertTracesOf } from "./traces.js";

interface OutboxRow {
  id: number;
  kind: OutboxKind;
  state: OutboxState;
  key: string;
  patient_id: string | null;
  attempts: number;
  next_try_at: string | null;
  host: string | null;
  pid: number | null;
  lease_until: string | null;
  error_code: string | null;
  error_message: string | null;
  created_at: string;
  created_by: string;
  updated_at: string;
  result: string | null;
  payload: string;
}

const INSERT = `INSERT INTO outbox (kind, state, key, patient_id, created_at, created_by, updated_at, payload)
  VALUES (@kind, 'queued', @key, @patientId, @at, @by, @at, @payload) ON CONFLICT (key) DO NOTHING`;
const CLAIM = `UPDATE outbox SET state = 'sending', attempts = attempts + 1, host = @host, pid = @pid, lease_until = @leaseUntil,
  updated_at = @now WHERE id = @id`;
const MINE = "id = @id AND state = 'sending' AND host = @host AND pid = @pid";
const SETTLE = `UPDATE outbox SET state = @state, host = NULL, pid = NULL, lease_until = NULL, updated_at = @at,
  next_try_at = @nextTryAt, error_code = @code, error_message = @message, result = @result WHERE ${MINE}`;
const CANCEL = `UPDATE outbox SET state = 'cancelled', next_try_at = NULL, updated_at = @at
  WHERE id = @id AND (state = 'queued' OR state = 'refused')`;
const HANDLED = `UPDATE outbox SET result = json_set(coalesce(result, '{}'), '$.handled', json_object('at', @at, 'by', @by))
  WHERE id = @id AND kind = 'mss.send' AND state = 'done'`;
const WAITS = "state <> 'done' AND state <> 'cancelled'";
const REFUSED_BY_ALL = `DELETE FROM message_fates WHERE outbox = @id AND
  NOT EXISTS (SELECT 1 FROM message_fates WHERE outbox = @id AND state <> 'failed')`;
const CONTENTS = "SELECT c.sha256 FROM outbox_contents o JOIN contents c ON c.id = o.content WHERE o.outbox = ? ORDER BY o.rank";
const CARRYING = "SELECT o.* FROM outbox o WHERE o.id IN (SELECT outbox FROM outbox_documents WHERE document = ?) ORDER BY o.id";
const PENDING = `SELECT o.* FROM outbox o WHERE state <> 'done' AND state <> 'cancelled' AND
  EXISTS (SELECT 1 FROM outbox_documents d WHERE d.outbox = o.id AND d.document = ?) ORDER BY o.id`;

/** What leaves the practice, see the port. Each change is one immediate transaction: two processes never hold the same line. */
export function openOutbox(connection: Connection): OutboxStore {
  const row = (id: string) => connection.prepare<[SqlValue], OutboxRow>("SELECT * FROM outbox WHERE id = ?").get(rowOf("O", id));
  const toItem = (found: OutboxRow) => itemOf(connection, found);
  const carrying = (documentId: string) => connection.prepare<[string], OutboxRow>(CARRYING).all(documentId).map(toItem);
  const change = (sql: string, values: SqlParams) => connection.prepare<[SqlParams], unknown>(sql).run(values).changes === 1;

  return {
    add: (item, traces, supersedes = [], guard = undefined) =>
      connection.write(() => {
        guard?.(item.documents.flatMap(carrying));
        const id = insert(connection, item);
        if (id === null) return null;
        for (const older of supersedes) {
          if (!change(CANCEL, { id: rowOf("O", older), at: item.createdAt })) throw supersededMoved(older);
        }
        const added = row(`O${id}`);
        if (added === undefined) throw storeDamaged(null);
        const written = toItem(added);
        insertTracesOf(connection, written, traces);
        return written;
      }),
    get: (id) =>
      connection.read(() => {
        const found = row(id);
        return found === undefined ? null : toItem(found);
      }),
    byKey: (key) =>
      connection.read(() => {
        const found = connection.prepare<[string], OutboxRow>("SELECT * FROM outbox WHERE key = ?").get(key);
        return found === undefined ? null : toItem(found);
      }),
    pendingFor: (documentId) =>
      connection.read(() => connection.prepare<[string], OutboxRow>(PENDING).all(documentId).map(toItem)),
    carrying: (documentId) => connection.read(() => carrying(documentId)),
    list: (query) =>
      connection.read(() => {
        const where = ["id > @after"];
        const params: SqlParams = { after: rowAfter("O", query.after), limit: query.limit };
        if (query.states !== undefined) {
          where.push("state IN (SELECT value FROM json_each(@states))");
          // Said once more in the words of the index of what waits: years of messages that have arrived are not read for it.
          if (!query.states.includes("done") && !query.states.includes("cancelled")) where.push(WAITS);
          params.states = JSON.stringify(query.states);
        }
        if (query.kind !== undefined) {
          where.push("kind = @kind");
          params.kind = query.kind;
        }
        const sql = `SELECT * FROM outbox WHERE ${where.join(" AND ")} ORDER BY id LIMIT @limit`;
        return connection.prepare<[SqlParams], OutboxRow>(sql).all(params).map(toItem);
      }),

    claim: (id, machine, { now, leaseUntil }) =>
      connection.write(() => {
        const found = row(id);
        const was = found === undefined ? null : claimable(found, machine, now);
        if (found === undefined || was === null) return null;
        change(CLAIM, { id: found.id, host: machine.host, pid: machine.pid, leaseUntil, now });
        return { item: { ...toItem(found), state: "sending" as const, attempts: found.attempts + 1, updatedAt: now }, was };
      }),
    renew: (id, machine, leaseUntil) =>
      connection.write(() =>
        change(`UPDATE outbox SET lease_until = @leaseUntil WHERE ${MINE}`, { ...holding(id, machine), leaseUntil }),
      ),
    settle: (id, machine, outcome, traces) =>
      connection.write(() => {
        const settled = change(SETTLE, {
          ...holding(id, machine),
          state: outcome.state,
          at: outcome.at,
          nextTryAt: outcome.nextTryAt ?? null,
          code: outcome.error?.code ?? null,
          message: outcome.error?.message ?? null,
          result: outcome.result === undefined ? null : JSON.stringify(outcome.result),
        });
        if (settled) for (const trace of traces ?? []) insertTrace(connection, trace);
        return settled;
      }),
    cancel: (id, at, traces) =>
      connection.write(() => {
        const cancelled = change(CANCEL, { id: rowOf("O", id), at });
        if (cancelled) for (const trace of traces ?? []) insertTrace(connection, trace);
        return cancelled;
      }),
    handled: (id, { at, by }, traces) =>
      connection.write(() => {
        const done = change(HANDLED, { id: rowOf("O", id), at, by });
        if (done) for (const trace of traces) insertTrace(connection, trace);
        return done;
      }),
    requeue: (id, at) =>
      connection.write(() => {
        const sql =
          "UPDATE outbox SET state = 'queued', next_try_at = NULL, updated_at = @at WHERE id = @id AND state = 'refused'";
        const requeued = change(sql, { id: rowOf("O", id), at });
        if (requeued) connection.prepare<[SqlParams], unknown>(REFUSED_BY_ALL).run({ id: rowOf("O", id) });
        return requeued;
      }),
  };
}

/** So long after its lease ended, a pid of this machine is that of some other program. What holds the line is asked once more before it sends. */
const PID_REUSED_MS = 24 * 3_600_000;

const holding = (id: string, { host, pid }: Machine): SqlParams => ({ id: rowOf("O", id), host, pid });

/** In what state a line is taken; null when it is not to be. What was being sent by a process that is gone may have left. */
function claimable(row: OutboxRow, machine: Machine, now: string): "queued" | "uncertain" | null {
  if (row.state === "queued" || row.state === "uncertain") return row.state;
  if (row.state !== "sending") return null;
  const ended = row.lease_until === null || row.lease_until < now;
  if (row.host !== machine.host || row.pid === null) return ended ? "uncertain" : null;
  if (!machine.isAlive(row.pid)) return "uncertain";
  // A machine that slept wakes with leases that have ended, before their holders have renewed them: who lives here holds.
  const isOther = row.lease_until === null || Date.parse(row.lease_until) + PID_REUSED_MS < Date.parse(now);
  return isOther ? "uncertain" : null;
}

/** Null when the key is there already. */
function insert(connection: Connection, item: NewOutboxItem): number | null {
  const { kind, key, patientId, createdAt, createdBy, documents, contents, payload } = item;
  const values: SqlParams = { kind, key, patientId, at: createdAt, by: createdBy, payload: JSON.stringify(payload ?? null) };
  const { changes, lastInsertRowid } = connection.prepare<[SqlParams], unknown>(INSERT).run(values);
  if (changes === 0) return null;
  const id = Number(lastInsertRowid);
  const carry = connection.prepare<SqlValue[], unknown>("INSERT INTO outbox_documents (outbox, rank, document) VALUES (?, ?, ?)");
  for (const [rank, document] of documents.entries()) carry.run(id, rank, document);
  const hold = connection.prepare<SqlValue[], unknown>("INSERT INTO outbox_contents (outbox, rank, content) VALUES (?, ?, ?)");
  for (const [rank, content] of contents.entries()) hold.run(id, rank, contentRow(connection, content));
  return id;
}

function itemOf(connection: Connection, row: OutboxRow): OutboxItem {
  const documents = "SELECT document FROM outbox_documents WHERE outbox = ? ORDER BY rank";
  return {
    id: `O${row.id}`,
    kind: row.kind,
    key: row.key,
    patientId: row.patient_id,
    documents: connection.prepare<[number], string>(documents).pluck().all(row.id) as string[],
    payload: parseJson(row.payload),
    contents: connection.prepare<[number], string>(CONTENTS).pluck().all(row.id) as string[],
    createdAt: row.created_at,
    createdBy: row.created_by,
    state: row.state,
    attempts: row.attempts,
    nextTryAt: row.next_try_at,
    lastError: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? "" },
    updatedAt: row.updated_at,
    result: row.result === null ? null : parseJson(row.result),
  };
}
