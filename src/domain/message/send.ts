import type { IsoInstant } from "../identity/types.js";

/** To whom a message goes: a professional's box, or the patient's own at Mon espace santé. */
export type Audience = "professional" | "patient";

/**
 * What became of a message for one recipient (mss.md §1.7): `accepted` the operator took it (250) · `delivered` (DSN) · `read` (MDN) ·
 * `failed` for good, with its cause. Before any of them it is queued: the outbox tells.
 */
export const RECIPIENT_STATES = ["accepted", "delivered", "read", "failed"] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

export interface RecipientFate {
  readonly address: string;
  readonly state: RecipientState;
  /** Enhanced status (`5.1.1`), SMTP code (`550`), or a code of ours (`mes.closed`, `mes.unknown`, `mes.invalid`, `mes.too_big`). */
  readonly code: string | null;
  /** French, without patient data. Null when there is nothing to explain. */
  readonly cause: string | null;
  readonly at: IsoInstant;
}

type Said = Pick<RecipientFate, "state" | "cause">;

/**
 * What is kept of two reports, whatever their order. A failure wins over a delivery: an operator that handed the message to the next one
 * says « delivered », and the next may send it back; only who has read it undoes a failure. In one state, what explains wins.
 */
export function prevails(next: Said, before: Said | null): boolean {
  const rank = { accepted: 0, delivered: 1, failed: 2, read: 3 } as const;
  if (before === null) return true;
  if (next.state === before.state) return before.cause === null && next.cause !== null;
  return rank[next.state] > rank[before.state];
}

/** A message before it is composed. Every text comes from people: nothing of it may become a header of its own. */
export interface MessageDraft {
  readonly audience: Audience;
  readonly from: { readonly address: string; readonly label: string };
  readonly to: readonly { readonly address: string; readonly name: string | null }[];
  readonly replyTo: string | null;
  /** Whole, with `XDM/1.0/DDM+` when there is an archive. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** `<uuid@domain>`. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly date: Date;
  readonly readReceipt: boolean;
  /** `X-MSS-NIL`: product reference; null only in a sandbox. */
  readonly nil: string | null;
  /** Set when an archive goes with it. */
  readonly documents: { readonly cdaCodes: readonly string[]; readonly insQualified: boolean } | null;
  /** `X-MSS-MES: FIN`: the patient may not answer. */
  readonly endOfExchange: boolean;
  readonly attachments: readonly MessageAttachment[];
}

export interface MessageAttachment {
  readonly fileName: string;
  readonly mediaType: string;
  open(): AsyncIterable<Uint8Array>;
}
