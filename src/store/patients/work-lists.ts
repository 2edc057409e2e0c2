import type { FilterExpression } from "../../domain/filters.js";
import type { Connection } from "../connection.js";
import { type Condition, compileFilter } from "./filters.js";

/**
 * Patients of a filter in file order. When the filter implies that a patient stands in some work lists (an index that gives
 * rows in file order: ALD, RCP planned, last INSi outcome…), only those are read, side by side, and a page stops as soon as it is full:
 * « INS KO » among 1,000,000 patients reads the few concerned, whatever their place in the file.
 */
interface WorkList {
  readonly index: string;
  /** The condition of the index, in the same words. */
  readonly where: string;
  /** Rough share of a cabinet that it holds, in percent: the list read first among several. */
  readonly share: number;
}

const OUTCOMES: Readonly<Record<string, number>> = { "00": 50, "01": 20, "02": 1, KO: 1, error: 1 };
/** Every outcome but success sorts after `00`. */
const INSI_FAILED: WorkList = { index: "patients_insi_failed", where: "insi_outcome > '00'", share: 20 };
const ALD: WorkList = { index: "patients_ald", where: "ald = 1", share: 20 };
const DIAGNOSED: WorkList = { index: "patients_diagnosed", where: "diagnoses IS NOT NULL", share: 20 };
const PROTOCOLS: WorkList = { index: "patients_protocols", where: "protocols IS NOT NULL", share: 5 };
const RCP_PLANNED: WorkList = { index: "patients_rcp_planned", where: "rcp_planned IS NOT NULL", share: 1 };
const RCP_DONE: WorkList = { index: "patients_rcp_done", where: "rcp_done IS NOT NULL", share: 2 };
const ATTRIBUTES: Readonly<Record<string, WorkList>> = {
  homonyme: { index: "patients_homonyme", where: "homonyme = 1", share: 1 },
  douteuse: { index: "patients_douteuse", where: "douteuse = 1", share: 1 },
  fictive: { index: "patients_fictive", where: "fictive = 1", share: 1 },
};

/** Work lists that hold every patient of the filter; null when it does not confine them to any. */
export function workLists(filter: FilterExpression): readonly WorkList[] | null {
  if ("all" in filter) return shortest(filter.all.map(workLists));
  if ("any" in filter) {
    const lists: WorkList[] = [];
    for (const part of filter.any.map(workLists)) {
      if (part === null) return null;
      for (const list of part) if (!lists.includes(list)) lists.push(list);
    }
    return lists;
  }
  if ("not" in filter) return null;
  if ("startsWith" in filter) return [filter.field === "protocols" ? PROTOCOLS : DIAGNOSED];
  if (filter.field === "protocols") return [PROTOCOLS];
  if (filter.field === "lastInsi") return insiLists(filter);
  if ("is" in filter && filter.is === true)
    return filter.field === "ald" ? [ALD] : filter.field === "protocol" ? [PROTOCOLS] : attribute(filter.field);
  const comparesDate = "before" in filter || "notBefore" in filter || ("is" in filter && filter.is !== null) || "in" in filter;
  if (comparesDate && filter.field === "rcpPlanned") return [RCP_PLANNED];
  if (comparesDate && filter.field === "rcpDone") return [RCP_DONE];
  return null;
}

function attribute(field: string): readonly WorkList[] | null {
  const list = Object.hasOwn(ATTRIBUTES, field) ? ATTRIBUTES[field] : undefined;
  return list === undefined ? null : [list];
}

function insiLists(filter: FilterExpression): readonly WorkList[] | null {
  const values = "in" in filter ? filter.in : "is" in filter ? [filter.is] : null;
  if (values === null) return null;
  if (values.length > 1 && values.every((value) => typeof value === "string" && value > "00")) return [INSI_FAILED];
  const lists: WorkList[] = [];
  for (const value of values) {
    if (value === null) lists.push({ index: "patients_insi", where: "insi_outcome IS NULL", share: 50 });
    // A value outside the list is in no row; only known words are written into the SQL text.
    else if (typeof value === "string" && Object.hasOwn(OUTCOMES, value))
      lists.push({ index: "patients_insi", where: `insi_outcome = '${value}'`, share: OUTCOMES[value] ?? 0 });
  }
  return lists;
}

/** Any part of a conjunction confines the patients; a precise list (one INSi outcome, an RCP) is read before a common one. */
function shortest(candidates: readonly (readonly WorkList[] | null)[]): readonly WorkList[] | null {
  let best: readonly WorkList[] | null = null;
  for (const lists of candidates) {
    if (lists !== null && (best === null || weight(lists) < weight(best))) best = lists;
  }
  return best;
}

function weight(lists: readonly WorkList[]): number {
  let sum = 0;
  for (const { share } of lists) sum += share;
  return sum;
}

/** Rows of a filter, in file order after a row. */
export function rowsByFilter(connection: Connection, filter: FilterExpression, after: number, limit: number): number[] {
  const condition = compileFilter(filter);
  const lists = workLists(filter);
  if (lists?.length === 0) return [];
  const sql = lists === null ? scan("patients", condition) : lists.map((list) => listed(list, condition)).join(" UNION ");
  const paged = lists === null ? sql : `${sql} ORDER BY id LIMIT @limit`;
  return connection
    .prepare<[Condition["params"]], number>(paged)
    .pluck()
    .all({ ...condition.params, after, limit });
}

const scan = (from: string, condition: Condition): string =>
  `SELECT id FROM ${from} WHERE id > @after AND ${condition.sql} ORDER BY id LIMIT @limit`;

function listed(list: WorkList, condition: Condition): string {
  const narrowed = { ...condition, sql: `${list.where} AND ${condition.sql}` };
  return `SELECT id FROM (${scan(`patients INDEXED BY ${list.index}`, narrowed)})`;
}
