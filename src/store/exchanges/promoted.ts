import { firstCounted, type Rival } from "../../domain/exchange/rules.js";
import type { Connection, SqlParams } from "../connection.js";
import type { ExchangeScope } from "../exchanges.port.js";
import { dayNumber } from "./days.js";

/** An entry that is a replacement, and counts under a list of types. */
export interface Promoted extends Rival {
  readonly id: number;
  readonly day: number;
  readonly kind: number;
}

interface Row {
  id: number;
  day: number;
  kind: number;
  known: number;
  answered: number;
  rank: number;
  qualified: 0 | 1;
  lineage: string;
  service: string;
}

const LISTED = "SELECT value FROM json_each(@types)";
const COUNTED = (live: string) => `FROM exchange_entries AS other JOIN exchange_kinds AS its ON its.id = other.kind
  WHERE ${live} AND its.state = 'sent' AND its.not_counted = '' AND its.type NOT IN (${LISTED})`;

/**
 * A document stays one, of a type that counts: when the sending that counts in its lineage is of a type that the list leaves out, the one
 * that counts is the first of those of a type that it holds, by the rules. The ledger keeps none of it: lists are not known there.
 */
export function promotedBy(connection: Connection, { types, asOf }: Pick<ExchangeScope, "types" | "asOf">): readonly Promoted[] {
  if (types === undefined || types === null) return [];
  const live = (entry: string) =>
    asOf === undefined
      ? `${entry}.ended IS NULL`
      : `${entry}.known <= @asOf AND (${entry}.ended IS NULL OR ${entry}.ended > @asOf)`;
  // As things stand the index of lineages is used; what once stood is not in it, and is read once.
  const behind =
    asOf === undefined
      ? `EXISTS (SELECT 1 ${COUNTED(live("other"))} AND other.lineage = entry.lineage AND its.service = kind.service)`
      : `(entry.lineage, kind.service) IN (SELECT other.lineage, its.service ${COUNTED(live("other"))} AND other.lineage IS NOT NULL)`;
  const sql = `SELECT entry.id, entry.day, entry.kind, entry.known, entry.answered, entry.rank, kind.qualified, entry.lineage, kind.service
    FROM exchange_kinds AS kind JOIN exchange_entries AS entry INDEXED BY exchange_entries_kind ON entry.kind = kind.id
    WHERE kind.state = 'sent' AND kind.not_counted = 'replacement' AND kind.type IN (${LISTED}) AND entry.lineage IS NOT NULL
      AND ${live("entry")} AND ${behind}`;
  const params: SqlParams = { types: JSON.stringify(types), ...(asOf === undefined ? {} : { asOf: dayNumber(asOf) }) };
  const lineages = new Map<string, Promoted[]>();
  for (const { lineage, service, qualified, ...row } of connection.prepare<[SqlParams], Row>(sql).all(params)) {
    const key = JSON.stringify([service, lineage]);
    lineages.set(key, [...(lineages.get(key) ?? []), { ...row, qualified: qualified === 1 }]);
  }
  return [...lineages.values()].flatMap((rivals) => firstCounted(rivals) ?? []);
}

/** The kind of what is promoted, which is written nowhere: the same, counted. */
export function promotedKind(kind: number): number {
  return -kind;
}
