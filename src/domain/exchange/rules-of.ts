import type { IsoDate } from "../identity/types.js";

/** What of the counting is data: the kinds of documents that count (annex 3 of the DSR), with where that comes from. */
export interface ExchangeRules {
  readonly version: string;
  readonly date: IsoDate;
  /** French. */
  readonly source: string;
  /** typeCodes (JDV_J07) that count; null: all of them. */
  readonly types: readonly string[] | null;
}

/** Reads rules that somebody wrote. Null when they have not the shape; what else they hold is not read. */
export function readRules(value: unknown): ExchangeRules | null {
  if (typeof value !== "object" || value === null) return null;
  const { version, date, source, types } = value as Readonly<Record<string, unknown>>;
  if (!isShort(version) || !isShort(source) || typeof date !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  if (types === null) return { version, date, source, types };
  return Array.isArray(types) && types.every(isShort) ? { version, date, source, types } : null;
}

const LONGEST = 300;

function isShort(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST;
}
