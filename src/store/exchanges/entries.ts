import type { ExchangeFact, ExchangeLine } from "../../domain/exchange/exchange.js";
import type { IdentityStatus } from "../../domain/identity/types.js";
import { isoDay } from "./days.js";
import type { KindRow, Schema } from "./kinds.js";

/** A row of the ledger, see migration 007. */
export interface Entry {
  readonly kind: number;
  readonly day: number;
  readonly known: number;
  readonly trace: number;
  readonly rank: number;
  readonly derived: 0 | 1;
  readonly answered: number;
  readonly at: string;
  readonly exchange: string;
  readonly document: string | null;
  readonly lineage: string | null;
  readonly identity: IdentityStatus | null;
  readonly test_oid: 0 | 1;
  readonly others: number | null;
  readonly patient: number | null;
}

/** The row with what its kind says. */
export interface EntryRow extends Entry, Omit<KindRow, "id"> {
  readonly id: number;
  readonly ended: number | null;
}

export const selectEntries = (
  schema: Schema,
): string => `SELECT entry.*, kind.service, kind.state, kind.not_counted, kind.qualified,
  kind.type, kind.cause, kind.rpps, kind.finess
  FROM ${schema}.exchange_entries AS entry JOIN ${schema}.exchange_kinds AS kind ON kind.id = entry.kind`;

/** What a line of the journal said, as far as the ledger keeps it. */
export function factOf(row: EntryRow): ExchangeFact {
  return {
    service: row.service,
    state: row.state,
    exchange: row.exchange,
    document: row.document,
    lineage: row.lineage,
    type: row.type || null,
    identityStatus: row.identity,
    testOid: row.test_oid === 1,
    rpps: row.rpps || null,
    finess: row.finess || null,
    others: row.others,
    cause: row.cause || null,
  };
}

export function lineOf(row: EntryRow): ExchangeLine {
  return {
    ...factOf(row),
    id: `E${row.id}`,
    trace: `T${row.trace}`,
    at: row.at,
    day: isoDay(row.day),
    patientId: row.patient === null ? null : `P${row.patient}`,
    notCounted: row.not_counted || null,
  };
}
