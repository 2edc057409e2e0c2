import { SegurError } from "../../domain/errors.js";
import { RECEIVED_STATES, type ReceivedState } from "../../domain/inbox/received.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import type { InboxAttention, InboxCounts, InboxQuery, InboxStore, InboxTally } from "../inbox.port.js";
import { fold } from "./fold.js";
import { type MessageRow, SELECT_MESSAGE, toldElsewhere, toReceived } from "./rows.js";

type Conditions = Omit<InboxQuery, "limit" | "after" | "sort">;

/** Order of each sort; each walks the one index that has all that it needs, and keeps the few that a page shows. */
const SORTS = {
  date: { order: "received_at DESC, id DESC", after: "(received_at, id) < (@afterAt, @afterRow)" },
  patient: sortedBy("patient_key"),
  type: sortedBy("type_key"),
} as const;
const LINES = "inbox_messages INDEXED BY inbox_messages_newest";

const UNRESOLVED = `alert <> 'resolved' AND NOT ${toldElsewhere("inbox_documents")}`;

/** Something of it could not be read, and nobody put it away: an archive that is damaged may hold a critical result. */
const PROBLEM = "json_extract(details, '$.problem.code') IS NOT NULL AND done_at IS NULL";
/**
 * Messages that wait for somebody and have no document to decide of: the words of a patient until they are answered or put away, those
 * of others until they are read; and what a patient sent that nobody opened.
 */
const PENDING = `SELECT id FROM inbox_messages AS m INDEXED BY inbox_messages_texts WHERE kind = 'text' AND done_at IS NULL
    AND (sender = 'patient' OR (seen = 0 AND read_at IS NULL)) AND NOT EXISTS (SELECT 1 FROM inbox_documents d WHERE d.message = m.id)
  UNION SELECT id FROM inbox_messages INDEXED BY inbox_messages_unread
    WHERE seen = 0 AND read_at IS NULL AND kind <> 'report' AND sender = 'patient' AND done_at IS NULL`;

/** One page of the list. */
export function listMessages(connection: Connection, query: InboxQuery): Awaited<ReturnType<InboxStore["list"]>> {
  const { messages, params } = conditions(query);
  const sort = SORTS[query.sort ?? "date"];
  const where = [...messages.all];
  if (query.after !== undefined) {
    Object.assign(params, cursor(connection, query.after));
    where.push(sort.after);
  }
  const sql = `SELECT id FROM ${LINES} WHERE ${and(where)} ORDER BY ${sort.order} LIMIT @limit`;
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

/** The same two figures of the whole inbox, without walking through it. */
export function countAttention(connection: Connection): InboxAttention {
  const count = (sql: string) => connection.prepare<[], number>(sql).pluck().get() as number;
  const unread = `SELECT count(*) FROM inbox_messages INDEXED BY inbox_messages_unread
    WHERE seen = 0 AND read_at IS NULL AND kind <> 'report'`;
  const urgent = `SELECT count(*) FROM inbox_documents INDEXED BY inbox_documents_alert WHERE level = 'urgent' AND ${UNRESOLVED}`;
  return { unread: count(unread), urgent: count(urgent), inProgress: count(`${urgent} AND alert = 'in_progress'`) };
}

type Tallied = InboxTally["documents"][number];

/** What waits, of the whole inbox: one walk of an index whose rows are a few words each. */
export function tally(connection: Connection): InboxTally {
  const documents = `SELECT state, level, alert, count(*) AS count, min(received_at) AS oldest,
      alert IS NOT NULL AND ${toldElsewhere("inbox_documents")} AS told
    FROM inbox_documents INDEXED BY inbox_documents_facts GROUP BY state, level, alert, told`;
  const messages = (where: string): InboxTally["patients"] => {
    const sql = `SELECT count(*) AS count, min(received_at) AS oldest FROM inbox_messages WHERE ${where}`;
    return connection.prepare<[], InboxTally["patients"]>(sql).get() ?? { count: 0, oldest: null };
  };
  return {
    documents: connection
      .prepare<[], Omit<Tallied, "toldElsewhere"> & { told: number }>(documents)
      .all()
      .map(({ told, ...rest }) => ({ ...rest, toldElsewhere: told === 1 })),
    patients: messages(`id IN (${PENDING}) AND sender = 'patient'`),
    others: messages(`id IN (${PENDING}) AND sender <> 'patient'`),
    unreadable: messages(PROBLEM),
  };
}

interface Counted {
  messages: number;
  unread: number | null;
}

/** Figures of a list, each from an index that holds all that it needs. */
export function countMessages(connection: Connection, query: Conditions): InboxCounts {
  const { messages, documents, params } = conditions(query);
  const lines = `SELECT count(*) AS messages, sum(seen = 0 AND read_at IS NULL) AS unread FROM ${LINES} WHERE ${and(messages.all)}`;
  const counted = connection.prepare<[SqlParams], Counted>(lines).get(params);
  const chosen = messages.own.length === 0 ? [] : [`message IN (SELECT id FROM ${LINES} WHERE ${and(messages.own)})`];
  const facts = `SELECT state, count(*) AS count, sum(${UNRESOLVED} AND level = 'urgent') AS urgent
    FROM inbox_documents INDEXED BY inbox_documents_facts WHERE ${and([...chosen, ...documents])} GROUP BY state`;
  const byState: Partial<Record<ReceivedState, number>> = {};
  let urgent = 0;
  type Row = { state: string; count: number; urgent: number | null };
  for (const row of connection.prepare<[SqlParams], Row>(facts).all(params)) {
    const state = RECEIVED_STATES.find((known) => known === row.state);
    if (state !== undefined) byState[state] = row.count;
    urgent += row.urgent ?? 0;
  }
  return { messages: counted?.messages ?? 0, unread: counted?.unread ?? 0, urgent, byState };
}

const and = (where: readonly string[]): string => (where.length === 0 ? "TRUE" : where.join(" AND "));

interface Compiled {
  /** `all`: every condition, as one on messages; `own`: without those on documents, nor that on reports, which have none. */
  readonly messages: { readonly all: readonly string[]; readonly own: readonly string[] };
  readonly documents: readonly string[];
  readonly params: SqlParams;
}

function conditions(query: Conditions): Compiled {
  const own: string[] = [];
  const params: SqlParams = {};
  const only = (sql: string, name: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    own.push(sql);
    params[name] = value;
  };
  if (query.unread === true) own.push("seen = 0 AND read_at IS NULL");
  if (query.pending === true) own.push(`id IN (${PENDING})`);
  if (query.problem === true) own.push(`id IN (SELECT id FROM inbox_messages WHERE ${PROBLEM})`);
  only("mailbox = @mailbox", "mailbox", query.mailbox?.toLowerCase());
  only("sender = @sender", "sender", query.sender);
  only("received_at >= @since", "since", query.since);
  only("instr(from_key, @from) > 0", "from", query.from === undefined ? undefined : fold(query.from));
  only("instr(subject_key, @text) > 0", "text", query.text === undefined ? undefined : fold(query.text));
  const documents = documentConditions(query, params);
  const all = [
    ...(query.reports === true ? [] : ["kind <> 'report'"]),
    ...own,
    ...(documents.length === 0 ? [] : [`id IN (SELECT message FROM inbox_documents WHERE ${and(documents)})`]),
  ];
  return { messages: { all, own }, documents, params };
}

/** They hold together for one document. */
function documentConditions(query: Conditions, params: SqlParams): readonly string[] {
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
  return where;
}

function sortedBy(column: "patient_key" | "type_key") {
  const after = `(${column} > @afterKey_${column} OR (${column} = @afterKey_${column} AND (received_at, id) < (@afterAt, @afterRow)))`;
  return { order: `${column}, received_at DESC, id DESC`, after };
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
