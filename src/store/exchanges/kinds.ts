import type { ExchangeFact, ExchangeService, ExchangeState, NotCounted } from "../../domain/exchange/exchange.js";
import type { Connection, SqlValue } from "../connection.js";
import type { ExchangeScope } from "../exchanges.port.js";

/** Where the ledger stands: `temp` when it is made again beside the one of the store, to compare them. */
export type Schema = "main" | "temp";

/** What exchanges of one kind have in common; '' stands for null. */
export interface KindRow {
  id: number;
  service: ExchangeService;
  state: ExchangeState;
  not_counted: NotCounted | "";
  qualified: 0 | 1;
  type: string;
  cause: string;
  rpps: string;
  finess: string;
}

const COLUMNS = "service, state, not_counted, qualified, type, cause, rpps, finess";

/** The kind of a fact, written when it is the first of it. */
export function kindOf(connection: Connection, schema: Schema, fact: ExchangeFact, notCounted: NotCounted | null): number {
  const { service, state, identityStatus, type, cause, rpps, finess } = fact;
  const qualified = identityStatus === "qualifiee" ? 1 : 0;
  const values = [service, state, notCounted ?? "", qualified, type ?? "", cause ?? "", rpps ?? "", finess ?? ""];
  const find = `SELECT id FROM ${schema}.exchange_kinds WHERE (${COLUMNS}) = (?, ?, ?, ?, ?, ?, ?, ?)`;
  const found = connection.prepare<SqlValue[], { id: number }>(find).get(...values);
  if (found !== undefined) return found.id;
  const add = `INSERT INTO ${schema}.exchange_kinds (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
  return Number(connection.prepare<SqlValue[], unknown>(add).run(...values).lastInsertRowid);
}

/** The kinds that a scope keeps: a few hundred at most, however many exchanges there are. */
export function kindsIn(connection: Connection, scope: ExchangeScope): KindRow[] {
  const { services, finess, rpps, types } = scope;
  const all = connection.prepare<[], KindRow>("SELECT * FROM exchange_kinds").all();
  const kept = all.filter(
    (kind) =>
      (services === undefined || services.includes(kind.service)) &&
      (finess === undefined || kind.finess === finess) &&
      (rpps === undefined || kind.rpps === rpps),
  );
  if (types === undefined || types === null) return kept;
  const counts = ({ state, not_counted, type }: KindRow) => state === "failed" || not_counted !== "" || types.includes(type);
  return kept.map((kind) => (counts(kind) ? kind : { ...kind, not_counted: "type" }));
}
