import type { Random } from "../random.js";
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

/** One scripted fault: applied to a share of the requests, for a number of times or for ever. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** 0 < rate ≤ 1. */
  readonly rate: number;
  /** Times left; null: no end. */
  readonly remaining: number | null;
  /** Times applied. */
  readonly applied: number;
  /** For `slow`. */
  readonly delayMs: number;
}

export interface NewFault {
  readonly kind: FaultKind;
  readonly rate?: number | undefined;
  readonly count?: number | undefined;
  readonly delayMs?: number | undefined;
}

/** What befalls one request. */
export interface Misfortune {
  readonly transport: "timeout" | "reset" | "truncate" | null;
  readonly fault: ServiceFault | null;
  readonly delayMs: number;
}

interface Live {
  readonly kind: FaultKind;
  readonly rate: number;
  readonly delayMs: number;
  remaining: number | null;
  applied: number;
}

const CALM: Misfortune = { transport: null, fault: null, delayMs: 0 };

/** The script: rules in the order they were given. Delays add up; of the other kinds the first that is drawn happens. */
export class FaultScript {
  #rules: Live[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  add(fault: NewFault): void {
    this.#rules.push({
      kind: fault.kind,
      rate: fault.rate ?? 1,
      remaining: fault.count ?? null,
      applied: 0,
      delayMs: fault.delayMs ?? 0,
    });
  }

  clear(): void {
    this.#rules = [];
  }

  rules(): readonly FaultRule[] {
    return this.#rules.map((rule) => ({ ...rule }));
  }

  /** Draws whether this connection, or this request on an open connection, is refused. */
  refuses(): boolean {
    for (const rule of this.#rules) if (rule.kind === "refuse" && this.#applies(rule)) return true;
    return false;
  }

  /** Draws what befalls one request. */
  next(): Misfortune {
    if (this.#rules.length === 0) return CALM;
    let delayMs = 0;
    let chosen: Live | null = null;
    for (const rule of this.#rules) {
      if (rule.kind === "refuse" || (rule.kind !== "slow" && chosen !== null)) continue;
      if (!this.#applies(rule)) continue;
      if (rule.kind === "slow") delayMs += rule.delayMs;
      else chosen = rule;
    }
    if (chosen === null) return delayMs === 0 ? CALM : { ...CALM, delayMs };
    const { kind } = chosen;
    if (kind === "timeout" || kind === "reset" || kind === "truncate") return { transport: kind, fault: null, delayMs };
    return { transport: null, fault: isScriptedFault(kind) ? SCRIPTED_FAULTS[kind] : null, delayMs };
  }

  #applies(rule: Live): boolean {
    if (rule.remaining === 0) return false;
    if (rule.rate < 1 && this.#random.next() >= rule.rate) return false;
    if (rule.remaining !== null) rule.remaining -= 1;
    rule.applied += 1;
    return true;
  }
}

function isScriptedFault(kind: string): kind is ScriptedFault {
  return kind in SCRIPTED_FAULTS;
}
