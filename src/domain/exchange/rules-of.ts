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
