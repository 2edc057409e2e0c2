import type { InsHistoryEntry, IsoDate } from "../../domain/identity/types.js";

/** One person as INSi knows them. Names are upper-case without diacritics; `number` is without its key. */
export interface Person {
  readonly birthName: string;
  /** Civil order; a compound given name (`PIERRE-ALAIN`) is one entry. */
  readonly givenNames: readonly string[];
  readonly sex: "M" | "F";
  readonly birthDate: IsoDate;
  /** COG of the birth commune or country; empty when INSi does not know it. */
  readonly birthPlace: string;
  /** 13 characters. */
  readonly number: string;
  readonly key: string;
  readonly oid: string;
  readonly history: readonly InsHistoryEntry[];
}
