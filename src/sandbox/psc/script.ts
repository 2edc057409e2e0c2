import type { NewFaultOf, RuleOf } from "../fault-rules.js";

/**
 * What can go wrong at Pro Santé Connect on demand. `refused`, `expired`: the person's answer to a request, at once, or a
 * code that is no longer valid; `unknown`: the national id resolves nobody; `down`: HTTP 503; `timeout`: no answer ever
 * comes; `slow`: the answer is late. The last three are anomalies that a client must refuse: no `acr` in the identity
 * token, no `iss` in the callback, a UserInfo of somebody else.
 */
export const PSC_FAULT_KINDS = [
  "refused",
  "expired",
  "unknown",
  "down",
  "timeout",
  "slow",
  "no_acr",
  "no_iss",
  "wrong_subject",
] as const;
export type PscFaultKind = (typeof PSC_FAULT_KINDS)[number];
export type PscFaultRule = RuleOf<PscFaultKind>;
export type NewPscFault = NewFaultOf<PscFaultKind>;
