import { SegurError } from "../../domain/errors.js";
import { RECEIVED_STATES, type ReceivedState } from "../../domain/inbox/received.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import type { InboxCounts, InboxQuery, InboxStore } from "../inbox.port.js";
import { fold } from "./fold.js";
import { type MessageRow, SELECT_MESSAGE, toReceived } from "./rows.js";

type Conditions = Omit<InboxQuery, "limit" | "after" | "sort">;

/** Order of each sort, and the index that has it. */
const SORTS = {
  date: {
    index: "inbox_messages_newest",
    order: "received_at DESC, id DESC",
    after: "(received_at, id) < (@afterAt, @afterRow)",
  },
  patient: sortedBy("patient_key", "inbox_messages_patient"),
  type: sortedBy("type_key", "inbox_messages_type"),
} as const;

/** Alerts of these are told by the document that they repeat, or that is newer. */
const TOLD_ELSEWHERE = "state NOT IN ('duplicate', 'obsolete')";
const UNRESOLVED = `alert <> 'resolved' AND ${TOLD_ELSEWHERE}`;

/** One page of the list. */
export function listMessages(connection: Connection, query: InboxQuery): Awaited<ReturnType<InboxStore["list"]>> {
  const { where, params } = conditions(query);
  const sort = SORTS[query.sort ?? "date"];
  if (query.after !== undefined) {
    Object.assign(params, cursor(connection, query.after));
    where.push(sort.after);
  }
  const sql = `SELECT id FROM inbox_messages INDEXED BY ${sort.index} WHERE ${where.join(" AND ")} ORDER BY ${sort.order} LIMIT @limit`;
  const rows = connection
    .prepare<[SqlParams], number>(sql)
    .pluck()
    .all({ ...params, limit: query.limit + 1 });
  const page = rows.slice(0, query.limit);
  const select = connection.prepare<[number], MessageRow>(`${SELECT_MESSAGE} WHERE id = ?`);
  const items = page.flatMap((id) => {
    const row = select.get(id);
    return row === undefined ? [] : [toReceived(connection, row)];
  });
  const last = page.at(-1);
  return { items, next: rows.length > page.length && last !== undefined ? `M${last}` : null };
}

/** Figures of a list, each from an index that holds all that it needs. */
export function countMessages(connection: Connection, query: Conditions): InboxCounts {
  const { where, params, document } = conditions(query);
  const all = where.join(" AND ");
  const messages = `SELECT count(*) AS messages, sum(seen = 0 AND read_at IS NULL) AS unread
    FROM inbox_messages INDEXED BY inbox_messages_newest WHERE ${all}`;
  const counted = connection.prepare<[SqlParams], { messages: number; unread: number | null }>(messages).get(params);
  const chosen =
    all === EVERYTHING ? "" : `message IN (SELECT id FROM inbox_messages INDEXED BY inbox_messages_newest WHERE ${all}) AND`;
  const documents = `SELECT state, count(*) AS count, sum(${UNRESOLVED} AND level = 'urgent') AS urgent
    FROM inbox_documents INDEXED BY inbox_documents_facts WHERE ${chosen} ${document} GROUP BY state`;
  const byState: Partial<Record<ReceivedState, number>> = {};
  let urgent = 0;
  type Row = { state: string; count: number; urgent: number | null };
  for (const row of connection.prepare<[SqlParams], Row>(documents).all(params)) {
    const state = RECEIVED_STATES.find((known) => known === row.state);
    if (state !== undefined) byState[state] = row.count;
    urgent += row.urgent ?? 0;
  }
  return { messages: counted?.messages ?? 0, unread: counted?.unread ?? 0, urgent, byState };
}

const EVERYTHING = "TRUE";

/** SQL of the conditions on a message, those on its documents included, and of the latter alone. */
function conditions(query: Conditions): { readonly where: string[]; readonly params: SqlParams; readonly document: string } {
  const where: string[] = [];
  const params: SqlParams = {};
  const only = (sql: string, name: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    where.push(sql);
    params[name] = value;
  };
  if (query.reports !== true) where.push("kind <> 'report'");
  if (query.unread === true) where.push("seen = 0 AND read_at IS NULL");
  only("mailbox = @mailbox", "mailbox", query.mailbox?.toLowerCase());
  only("sender = @sender", "sender", query.sender);
  only("received_at >= @since", "since", query.since);
  only("instr(from_key, @from) > 0", "from", query.from === undefined ? undefined : fold(query.from));
  only("instr(subject_key, @text) > 0", "text", query.text === undefined ? undefined : fold(query.text));
  const document = documentConditions(query, params);
  if (document !== EVERYTHING) where.push(`id IN (SELECT message FROM inbox_documents WHERE ${document})`);
  return { where: where.length === 0 ? [EVERYTHING] : where, params, document };
}

/** They hold together for one document. */
function documentConditions(query: Conditions, params: SqlParams): string {
  const where: string[] = [];
  if (query.states !== undefined) {
    where.push("state IN (SELECT value FROM json_each(@states))");
    params.states = JSON.stringify(query.states);
  }
  if (query.patientId !== undefined) {
    where.push("patient = @patient");
    params.patient = rowOf("P", query.patientId) ?? -1;
  }
  if (query.typeCode !== undefined) {
    where.push("type_code = @type");
    params.type = query.typeCode;
  }
  if (query.alert === "urgent") where.push("level = 'urgent'");
  if (query.alert === "any") where.push("level IS NOT NULL");
  if (query.unresolved === true) where.push(UNRESOLVED);
  return where.length === 0 ? EVERYTHING : where.join(" AND ");
}

function sortedBy(column: "patient_key" | "type_key", index: string) {
  const after = `(${column} > @afterKey_${column} OR (${column} = @afterKey_${column} AND (received_at, id) < (@afterAt, @afterRow)))`;
  return { index, order: `${column}, received_at DESC, id DESC`, after };
}

/** Where a page starts: the message last shown, whose place is read again so that no name stands in a cursor. */
function cursor(connection: Connection, after: string): SqlParams {
  const row = rowOf("M", after);
  const sql = "SELECT received_at, patient_key, type_key FROM inbox_messages WHERE id = ?";
  type Row = { received_at: string; patient_key: string; type_key: string };
  const found = row === null ? undefined : connection.prepare<[number], Row>(sql).get(row);
  if (found === undefined) {
    throw new SegurError({
      kind: "usage",
      code: "inbox.cursor",
      message: "Cette page n'existe pas.",
      why: "--after attend le repère que la page précédente a donné (next).",
      advice: "Reprenez depuis le début : segur inbox list",
    });
  }
  return {
    afterAt: found.received_at,
    afterRow: row,
    afterKey_patient_key: found.patient_key,
    afterKey_type_key: found.type_key,
  };
}
