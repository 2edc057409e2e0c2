import type { NewFaultOf, RuleOf } from "../fault-rules.js";

/**
 * What can go wrong at the DMP on demand. `lost`: the request is taken into account, but the connection is reset before its
 * answer; `slow`: the answer is late; `busy`: XDSRegistryBusy, XDSRepositoryBusy; `cut`: the answer to anything but
 * the state of a DMP stops in the middle (of a part, when it has one); `hash`: one byte of each retrieved document is not what was deposited; `other-patient`: retrieved documents
 * are of somebody else, and the registry's hash agrees; `denied`, `invalid-certificate`: refusals by the DMP's own codes; `down`:
 * HTTP 503; `http500`: a fault inside a multipart body.
 */
export const DMP_FAULT_KINDS = [
  "lost",
  "slow",
  "busy",
  "cut",
  "hash",
  "other-patient",
  "denied",
  "down",
  "invalid-certificate",
  "http500",
] as const;
export type DmpFaultKind = (typeof DMP_FAULT_KINDS)[number];
export type DmpFaultRule = RuleOf<DmpFaultKind>;
export type NewDmpFault = NewFaultOf<DmpFaultKind>;
