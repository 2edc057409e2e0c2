import type { ExchangeFact, NotCounted } from "../../domain/exchange/exchange.js";
import {
  type Answered,
  advance,
  firstCounted,
  ownReason,
  type Rival,
  type Standing,
  type Told,
} from "../../domain/exchange/rules.js";
import type { Environment } from "../../domain/ports.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { type Entry, type EntryRow, factOf, selectEntries } from "./entries.js";
import { kindOf, type Schema } from "./kinds.js";

/** A fact of a line of the journal, with the patient of the line. */
export interface ToldFact extends Told {
  readonly patient: number | null;
}

const ADD = `(kind, day, known, ended, trace, rank, derived, answered, at, exchange, document, lineage, identity, test_oid, others, patient)
  VALUES (@kind, @day, @known, NULL, @trace, @rank, @derived, @answered, @at, @exchange, @document, @lineage, @identity, @test_oid,
    @others, @patient)`;

/**
 * Writes in the ledger what a line of the journal says of one document in one exchange, in the transaction of the line: a change of state
 * takes the old entry away and adds the new one, both known from the day of the line, so that what was known at any day is exact.
 */
export function projectFact(connection: Connection, schema: Schema, told: ToldFact): void {
  const { fact } = told;
  const before = standingOf(connection, schema, fact);
  if (before === null && told.isReport && isUncounted(connection, fact.exchange)) return;
  const after = advance(before, told);
  if (after === null) return;
  if (before !== null) {
    end(connection, schema, before, after.known);
    if (before.row.lineage !== after.fact.lineage) settle(connection, schema, before.fact, null, after.known);
  }
  const next = { ...after, trace: told.trace, patient: told.patient };
  if (isRetried(connection, schema, after.fact, after.known)) return;
  const reason = ownReason(after.fact, environmentOf(connection));
  const isCandidate = reason === null && after.fact.state === "sent";
  const isFirst = settle(connection, schema, after.fact, isCandidate ? after : null, after.known);
  insert(connection, schema, rowOf(connection, schema, next, isCandidate && !isFirst ? "replacement" : reason));
}

/**
 * One exchange of each lineage counts: the others become replacements, or one of them counts from now on. @param candidate that is about
 * to be written @param from day from which this is known @returns whether it is the one that counts
 */
function settle(connection: Connection, schema: Schema, fact: ExchangeFact, candidate: Standing | null, from: number): boolean {
  const { service, lineage } = fact;
  if (lineage === null) return true;
  const sql = `${selectEntries(schema)} WHERE entry.lineage = ? AND ended IS NULL AND kind.service = ? AND kind.state = 'sent'
    AND kind.not_counted IN ('', 'replacement')`;
  const members = connection.prepare<SqlValue[], EntryRow>(sql).all(lineage, service);
  const rivals = members.map((row) => ({ ...rivalOf(row, factOf(row)), row }));
  const mine = candidate === null ? null : rivalOf(candidate, candidate.fact);
  const first = firstCounted<Rival>(mine === null ? rivals : [...rivals, mine]);
  for (const rival of rivals) {
    const member = rival.row;
    const wanted = rival === first ? "" : "replacement";
    if (member.not_counted === wanted) continue;
    const known = Math.max(from, member.known);
    end(connection, schema, { row: member }, known);
    const kind = kindOf(connection, schema, factOf(member), wanted || null);
    insert(connection, schema, { ...entryOf(member), kind, known, derived: 1 });
  }
  return first === (mine ?? undefined);
}

function rivalOf({ answered, rank }: Answered, { identityStatus }: ExchangeFact): Rival {
  return { answered, rank, qualified: identityStatus === "qualifiee" };
}

/**
 * The DMP is one place: a deposit that was refused and made again by another line, which gives the first one up, is no failure any more.
 * Ends the failures of the document when it is sent. @returns whether this fact is such a failure, learnt late
 */
function isRetried(connection: Connection, schema: Schema, { service, state, document }: ExchangeFact, day: number): boolean {
  if (service !== "dmp" || document === null) return false;
  const sql = `${selectEntries(schema)} WHERE entry.document = ? AND ended IS NULL AND kind.service = 'dmp' AND kind.state = ?`;
  const others = connection.prepare<SqlValue[], EntryRow>(sql).all(document, state === "sent" ? "failed" : "sent");
  if (state === "failed") return others.length > 0;
  for (const row of others) end(connection, schema, { row }, Math.max(day, row.known));
  return false;
}

function standingOf(connection: Connection, schema: Schema, { exchange, document }: ExchangeFact) {
  const sql = `${selectEntries(schema)} WHERE exchange = ? AND ended IS NULL AND document IS ?`;
  const row = connection.prepare<SqlValue[], EntryRow>(sql).get(exchange, document);
  if (row === undefined) return null;
  const { day, known, at, answered, rank } = row;
  return { fact: factOf(row), day, known, at, answered, rank, row };
}

function rowOf(
  connection: Connection,
  schema: Schema,
  { fact, day, known, at, answered, rank, trace, patient }: Standing & { trace: number; patient: number | null },
  notCounted: NotCounted | null,
): Entry {
  const { exchange, document, lineage, identityStatus: identity, testOid, others } = fact;
  const kind = kindOf(connection, schema, fact, notCounted);
  const who = { exchange, document, lineage, identity, test_oid: testOid ? 1 : 0, others, patient } as const;
  return { kind, day, known, trace, rank, derived: 0, answered, at, ...who };
}

/** The columns of the table alone. */
function entryOf({ day, trace, rank, derived, answered, at, exchange, document, lineage, identity, ...rest }: EntryRow): Entry {
  const { kind, known, test_oid, others, patient } = rest;
  return {
    kind,
    day,
    known,
    trace,
    rank,
    derived,
    answered,
    at,
    exchange,
    document,
    lineage,
    identity,
    test_oid,
    others,
    patient,
  };
}

function insert(connection: Connection, schema: Schema, row: Entry): void {
  connection.prepare<[SqlParams], unknown>(`INSERT INTO ${schema}.exchange_entries ${ADD}`).run({ ...row });
  add(connection, schema, row, row.known, 1);
}

function end(connection: Connection, schema: Schema, { row }: { readonly row: EntryRow }, known: number): void {
  const sql = `UPDATE ${schema}.exchange_entries SET ended = ? WHERE id = ?`;
  connection.prepare<SqlValue[], unknown>(sql).run(known, row.id);
  add(connection, schema, row, known, -1);
}

function add(connection: Connection, schema: Schema, { day, kind }: Entry, known: number, count: 1 | -1): void {
  const sql = `INSERT INTO ${schema}.exchange_sums (day, kind, known, count) VALUES (?, ?, ?, ?)
    ON CONFLICT (day, kind, known) DO UPDATE SET count = count + excluded.count`;
  connection.prepare<SqlValue[], unknown>(sql).run(day, kind, known, count);
  const month = `INSERT INTO ${schema}.exchange_months (month, kind, count) VALUES (?, ?, ?)
    ON CONFLICT (month, kind) DO UPDATE SET count = count + excluded.count`;
  connection.prepare<SqlValue[], unknown>(month).run(Math.floor(day / 100), kind, count);
}

/** A report on a message of before the ledger: when it left, and of whom, is not known, so that it would be counted wrong. */
function isUncounted(connection: Connection, exchange: string): boolean {
  const sql = "SELECT 1 FROM main.exchange_uncounted WHERE exchange = ?";
  return connection.prepare<SqlValue[], unknown>(sql).get(exchange) !== undefined;
}

/** A store that is not yet a cabinet has no practice: nothing of it is real. */
export function environmentOf(connection: Connection): Environment {
  const sql = "SELECT value FROM main.meta WHERE key = 'environment'";
  return connection.prepare<[], { value: Environment }>(sql).get()?.value ?? "sandbox";
}
