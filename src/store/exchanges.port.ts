import type { ExchangeFact, ExchangeLine, ExchangeService, ExchangeState, NotCounted } from "../domain/exchange/exchange.js";
import type { IsoDate } from "../domain/identity/types.js";

/** What of the exchanges is looked at. Days are of the practice's clock, both ends included. */
export interface ExchangeScope {
  readonly from?: IsoDate | undefined;
  readonly to?: IsoDate | undefined;
  readonly services?: readonly ExchangeService[] | undefined;
  readonly finess?: string | undefined;
  readonly rpps?: string | undefined;
  /** As known at the end of that day: what was written later is not looked at. */
  readonly asOf?: IsoDate | undefined;
  /** Types of documents that count; null or absent: all. What was sent of another type is `type`. */
  readonly types?: readonly string[] | null | undefined;
}

/** How many exchanges have all of this in common. */
export interface ExchangeCell {
  /** `2026-11` */
  readonly month: string;
  readonly service: ExchangeService;
  readonly state: ExchangeState;
  readonly notCounted: NotCounted | null;
  /** `qualifiee` at sending time. */
  readonly qualified: boolean;
  readonly type: string | null;
  readonly cause: string | null;
  readonly rpps: string | null;
  readonly finess: string | null;
  readonly count: number;
}

/** Exchanges that each carry several documents of one signatory, by what their documents have in common. */
export interface ExchangeGroup {
  readonly service: ExchangeService;
  readonly rpps: string | null;
  /** Two at least. */
  readonly documents: readonly Pick<ExchangeCell, "state" | "notCounted" | "qualified">[];
  readonly count: number;
}

export interface ExchangeSums {
  readonly period: readonly Omit<ExchangeCell, "month">[];
  readonly months: readonly Pick<ExchangeCell, "month" | "service" | "state" | "notCounted" | "qualified" | "count">[];
}

/** How many entries, and sums, are in the ledger and should not be, or should be and are not. */
export interface ExchangeVerification {
  readonly entries: number;
  readonly differing: number;
}

/**
 * The ledger of exchanges (migration 007): a projection of the journal, written in the transaction of each line that carries a fact, and
 * made again from it (`rebuild`). Sums are kept by day, so that a million exchanges are counted in a few milliseconds.
 */
export interface ExchangeStore {
  cells(scope: ExchangeScope): Promise<readonly ExchangeCell[]>;
  /** The same numbers, kind by kind, for who has nothing to do with months: months are summed as they are read. */
  totals(scope: ExchangeScope): Promise<ExchangeSums["period"]>;
  /** The same numbers summed two ways in one reading: what a period is, kind by kind, and what each month is, whatever the kind. */
  sums(scope: ExchangeScope): Promise<ExchangeSums>;
  /**
   * By day of the exchange, then in the order in which they were written; the newest first unless asked. `after` is the id of the last
   * line already read.
   */
  lines(
    scope: ExchangeScope & {
      readonly state?: ExchangeState | undefined;
      readonly qualified?: boolean | undefined;
      /** `null`: only what counts; absent: all. */
      readonly notCounted?: NotCounted | null | undefined;
      /** False: only what does not count, for whatever reason. */
      readonly counted?: boolean | undefined;
      readonly order?: "oldest" | "newest" | undefined;
      readonly limit: number;
      readonly after?: string | undefined;
    },
  ): Promise<readonly ExchangeLine[]>;
  /** Whether there is, or was, a line of this id (`E12`), which `after` may name. */
  has(id: string): Promise<boolean>;
  /** Every document of one exchange (`O7`), as it stands. */
  ofExchange(exchange: string): Promise<readonly ExchangeLine[]>;
  /**
   * Whether the ledger knows this fact, of a line of the journal: its document stands in its exchange; or it was a failure that another
   * line made good since (a deposit), or a report on an exchange that no version counted, which both stand nowhere.
   */
  knows(
    fact: Pick<ExchangeFact, "service" | "state" | "exchange" | "document"> & { readonly isReport: boolean },
  ): Promise<boolean>;
  /**
   * The first of these lines (`E12`) that is not one that counts, with a qualified identity, once and for itself alone: compared whole with
   * the line of the journal that answers for it, and with what else stands of its exchange and of its lineage. Null: all are.
   */
  unsound(ids: readonly string[]): Promise<string | null>;
  /** Where cells count documents, what it takes to count messages: those that carry several documents of one signatory. */
  groups(scope: Pick<ExchangeScope, "from" | "to" | "services">): Promise<readonly ExchangeGroup[]>;
  /** Structures and signatories of at least one exchange that stands (a failure that was tried again with success does not). */
  known(): Promise<{ readonly finess: readonly string[]; readonly rpps: readonly string[] }>;
  /** Exchanges that ended before lines carried facts (a version that did not count), in the days of the scope; all when there is none. */
  uncounted(scope?: Pick<ExchangeScope, "from" | "to">): Promise<number>;
  /** Days of which exchanges may be missing, both included: between a backup and its return in the place of the store. Oldest first. */
  gaps(): Promise<readonly { readonly from: IsoDate; readonly to: IsoDate }[]>;
  /** What INSi answered in the days of the scope, the most frequent first: `00`, `01`, `OK`, the code of a fault. */
  insiAnswers(
    scope: Pick<ExchangeScope, "from" | "to" | "asOf">,
  ): Promise<readonly { readonly code: string; readonly count: number }[]>;
  /** Makes the ledger again from the journal; what purges took from the journal is kept as it was. */
  rebuild(): Promise<void>;
  /** Whether the ledger says what the journal says. Reads the whole journal; changes nothing. */
  verify(): Promise<ExchangeVerification>;
}
