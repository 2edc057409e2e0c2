import type { IdentityStatus, IsoDate, IsoInstant } from "../identity/types.js";

/** The three flows that the regulation counts (TBB/va1.03). */
export const EXCHANGE_SERVICES = ["dmp", "mss-pro", "mss-patient"] as const;
export type ExchangeService = (typeof EXCHANGE_SERVICES)[number];

/** `sent`: the service answered yes (the DMP registered it, the operator took the message); `failed`: it reached nobody. */
export type ExchangeState = "sent" | "failed";

/**
 * Why a sending that succeeded is not counted (product.md §1.2):
 * `replacement`: another sending, or version, of the document counts for the same service · `self`: to one's own mailboxes only · `no_document`: words only ·
 * `test_oid` in production · `type`: not a type that the rules list.
 */
export const NOT_COUNTED = ["replacement", "self", "no_document", "test_oid", "type"] as const;
export type NotCounted = (typeof NOT_COUNTED)[number];

/**
 * What a line of the journal says of one document in one exchange, when the line is one that counts: written in its `data.exchange` by who
 * sends, with what was true at that time (status of the identity, signatory, structure), and projected from there.
 * A message without a document is one fact with no document.
 */
export interface ExchangeFact {
  readonly service: ExchangeService;
  readonly state: ExchangeState;
  /** The line of the outbox: `O7`. */
  readonly exchange: string;
  /** `D12`, or null for a message of words. */
  readonly document: string | null;
  /** `setId` of the document: the same over its versions, so that a replaced one stays one. */
  readonly lineage: string | null;
  /** typeCode (JDV_J07). */
  readonly type: string | null;
  /** At sending time, not today's. Null: the exchange names no patient. */
  readonly identityStatus: IdentityStatus | null;
  /** The INS that it carried is one of the test nomenclatures. */
  readonly testOid: boolean;
  /** RPPS of the signatory of the document, else of who sent; null: nobody with an RPPS. */
  readonly rpps: string | null;
  /** FINESS géographique of the practice, at that time. */
  readonly finess: string | null;
  /** Mailboxes it was meant for, one's own left out; null for the DMP. */
  readonly others: number | null;
  /** Stable code of what refused it. */
  readonly cause: string | null;
}

/** One exchange of one document, as it stands at an instant. */
export interface ExchangeLine extends ExchangeFact {
  /** Row of the ledger: `E12`. */
  readonly id: string;
  /** The line of the journal that says so: `T42`; `journal verify` confirms it. */
  readonly trace: string;
  readonly at: IsoInstant;
  /** Local day of the practice: periods are of the practice's clock, not of UTC. */
  readonly day: IsoDate;
  readonly patientId: string | null;
  /** Null: it counts (when `sent`), or it is a failure. */
  readonly notCounted: NotCounted | null;
}
