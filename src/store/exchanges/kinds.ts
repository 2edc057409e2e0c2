import type { ExchangeFact, ExchangeService, ExchangeState, NotCounted } from "../../domain/exchange/exchange.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import type { ExchangeScope } from "../exchanges.port.js";
import { promotedKind } from "./promoted.js";

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

/** What of the kinds a page of lines is of, besides its scope. */
interface OfLines {
  readonly state?: ExchangeState | undefined;
  readonly qualified?: boolean | undefined;
  readonly notCounted?: NotCounted | null | undefined;
}

/**
 * The kinds that a scope keeps: a few hundred in all, however many exchanges there are. What was sent of a type that the scope does not
 * count is `type`: the reason not to count of a kind is known here only. A replacement that counts for want of one before it
 * ({@link promotedBy}) has a kind of its own.
 */
export function kindsIn(connection: Connection, scope: ExchangeScope & OfLines): KindRow[] {
  return kindsWith<KindRow>(connection, scope, "*");
}

/** The same, of each only what a page of lines has to know: it is asked of dozens of pages. */
export function kindsOfLines(connection: Connection, scope: ExchangeScope & OfLines): readonly KindOfLines[] {
  return kindsWith<KindOfLines>(connection, scope, "id, state, not_counted, type");
}

type KindOfLines = Pick<KindRow, "id" | "state" | "not_counted" | "type">;

function kindsWith<Row extends KindOfLines>(
  connection: Connection,
  { services, finess, rpps, types, state, qualified, notCounted }: ExchangeScope & OfLines,
  columns: string,
): Row[] {
  const where = ["TRUE"];
  const params: SqlParams = {};
  const only = (column: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    where.push(`${column} = @${column}`);
    params[column] = value;
  };
  // One, nearly always: then the index of kinds is used from its start.
  if (services?.length === 1) only("service", services[0]);
  else if (services !== undefined) {
    where.push("service IN (SELECT value FROM json_each(@services))");
    params.services = JSON.stringify(services);
  }
  only("state", state);
  only("qualified", qualified === undefined ? undefined : Number(qualified));
  // Under a list of types, what a kind counts as is told after.
  if (types === undefined || types === null) only("not_counted", notCounted === null ? "" : notCounted);
  only("rpps", rpps);
  only("finess", finess);
  const kinds = connection
    .prepare<[SqlParams], Row>(`SELECT ${columns} FROM exchange_kinds WHERE ${where.join(" AND ")}`)
    .all(params);
  if (types === undefined || types === null) return kinds;
  const counts = (kind: Row) => kind.state === "failed" || kind.not_counted !== "" || types.includes(kind.type);
  return kinds.flatMap((kind) => {
    if (!counts(kind)) return { ...kind, not_counted: "type" as const };
    const isPromoted = kind.state === "sent" && kind.not_counted === "replacement" && types.includes(kind.type);
    return isPromoted ? [kind, { ...kind, id: promotedKind(kind.id), not_counted: "" as const }] : kind;
  });
}
