import type { NewFaultOf, RuleOf } from "../fault-rules.js";

/**
 * What can go wrong at the MSSanté operator on demand. `refuse`: a recipient gets 550 5.7.1; `tempfail`: 451 4.3.0 once the message was
 * read; `cut`: the connection is cut at that moment, and a draw says whether the message was taken (`cut-kept`: it was, `cut-lost`: it
 * was not); `expired`: the token is refused from then
 * on, another one is taken (for one token unless told otherwise); `revoked`: the server shows a certificate that its authority
 * has revoked; `too-big`: 552 5.3.4; `slow`: every connection and every message waits; `bounce`: accepted, then a DSN says failed;
 * `mes-closed`, `mes-unknown`: a message to a patient comes back, as Mon espace santé words it; `full`: the mailbox has no
 * room left for a copy (IMAP APPEND, RFC 5530 OVERQUOTA); `down`: nobody answers.
 */
export const MSS_FAULT_KINDS = [
  "refuse",
  "tempfail",
  "cut",
  "cut-kept",
  "cut-lost",
  "expired",
  "revoked",
  "too-big",
  "slow",
  "bounce",
  "mes-closed",
  "mes-unknown",
  "full",
  "down",
] as const;
export type MssFaultKind = (typeof MSS_FAULT_KINDS)[number];
export type MssFaultRule = RuleOf<MssFaultKind>;
export type NewMssFault = NewFaultOf<MssFaultKind>;
