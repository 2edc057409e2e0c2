import type { ExchangeLine, NotCounted } from "../exchange/exchange.js";
import type { IsoDate } from "../identity/types.js";

/**
 * Why an exchange is not counted. `identity`: not qualified at the time · `failed`: it reached nobody · `before` the first day looked at,
 * whatever else is true of it.
 */
export type MomReason = NotCounted | "identity" | "failed" | "before";

/**
 * From the nearest to counting to the furthest: a message is not counted for the reason of the document that came nearest, and the list
 * of reasons is in this order.
 */
export const MOM_REASONS: readonly MomReason[] = [
  "identity",
  "type",
  "replacement",
  "no_document",
  "self",
  "test_oid",
  "failed",
  "before",
];

/** What decides, of a line or of lines that have it in common. */
type Judged = Pick<ExchangeLine, "state" | "notCounted"> & { readonly qualified: boolean };

/**
 * Why it does not count for the MOM; null when it does (product.md §1.2: after the service's answer, to another professional, a replaced
 * document once, qualified at sending time, no test OID in production).
 * @param early it is from before the first day looked at
 */
export function reasonOf({ state, notCounted, qualified }: Judged, early: boolean): MomReason | null {
  if (early) return "before";
  if (state === "failed") return "failed";
  if (notCounted !== null) return notCounted;
  return qualified ? null : "identity";
}

/** The same of one line of the ledger. @param since first day looked at; null: all */
export function reasonOfLine(line: ExchangeLine, since: IsoDate | null): MomReason | null {
  const { state, notCounted, identityStatus, day } = line;
  return reasonOf({ state, notCounted, qualified: identityStatus === "qualifiee" }, since !== null && day < since);
}

/** The reason of several documents that are one exchange: none when one of them counts, else that of the nearest. */
export function nearest(reasons: readonly (MomReason | null)[]): MomReason | null {
  if (reasons.includes(null)) return null;
  return MOM_REASONS.find((reason) => reasons.includes(reason)) ?? null;
}
