import { FaultRules, type LiveRule, type NewFaultOf, type RuleOf } from "../fault-rules.js";
import { SCRIPTED_FAULTS, type ScriptedFault } from "./assumed.js";
import type { ServiceFault } from "./faults.js";

/**
 * What can go wrong on demand. `timeout`: no answer ever comes; `refuse`: the connection is closed before anything;
 * `reset`: it is cut in the middle of the answer; `truncate`: the answer is complete for HTTP, but its XML stops halfway;
 * `slow`: the answer is late; the others are SOAP faults.
 */
export const FAULT_KINDS = [
  "timeout",
  "refuse",
  "reset",
  "truncate",
  "slow",
  "siram_40",
  "insi_102",
  "desir_1020",
  "desir_550",
  "desir_560",
  "siram_10",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export type FaultRule = RuleOf<FaultKind>;
export type NewFault = NewFaultOf<FaultKind>;

/** What befalls one request. */
export interface Misfortune {
  readonly transport: "timeout" | "reset" | "truncate" | null;
  readonly fault: ServiceFault | null;
  readonly delayMs: number;
}

const CALM: Misfortune = { transport: null, fault: null, delayMs: 0 };

/** The script: rules in the order they were given. Delays add up; of the other kinds the first that is drawn happens. */
export class FaultScript extends FaultRules<FaultKind> {
  /** Draws whether this connection, or this request on an open connection, is refused. */
  refuses(): boolean {
    return this.happens("refuse");
  }

  /** Draws what befalls one request. */
  next(): Misfortune {
    if (this.live.length === 0) return CALM;
    let delayMs = 0;
    let chosen: LiveRule<FaultKind> | null = null;
    for (const rule of this.live) {
      if (rule.kind === "refuse" || (rule.kind !== "slow" && chosen !== null)) continue;
      if (!this.applies(rule)) continue;
      if (rule.kind === "slow") delayMs += rule.delayMs;
      else chosen = rule;
    }
    if (chosen === null) return delayMs === 0 ? CALM : { ...CALM, delayMs };
    const { kind } = chosen;
    if (kind === "timeout" || kind === "reset" || kind === "truncate") return { transport: kind, fault: null, delayMs };
    return { transport: null, fault: isScriptedFault(kind) ? SCRIPTED_FAULTS[kind] : null, delayMs };
  }
}

function isScriptedFault(kind: string): kind is ScriptedFault {
  return kind in SCRIPTED_FAULTS;
}
