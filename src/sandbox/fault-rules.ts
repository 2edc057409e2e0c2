import type { Random } from "./random.js";

/** One scripted fault: applied to a share of the requests, for a number of times or for ever. */
export interface RuleOf<Kind extends string> {
  readonly kind: Kind;
  /** 0 < rate ≤ 1. */
  readonly rate: number;
  /** Times left; null: no end. */
  readonly remaining: number | null;
  /** Times applied. */
  readonly applied: number;
  /** For `slow`. */
  readonly delayMs: number;
}

export interface NewFaultOf<Kind extends string> {
  readonly kind: Kind;
  readonly rate?: number | undefined;
  readonly count?: number | undefined;
  readonly delayMs?: number | undefined;
}

/** A rule at work. */
export interface LiveRule<Kind extends string> {
  readonly kind: Kind;
  readonly rate: number;
  readonly delayMs: number;
  remaining: number | null;
  applied: number;
}

/** The rules of one service, in the order they were given. */
export class FaultRules<Kind extends string> {
  protected live: LiveRule<Kind>[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  add(fault: NewFaultOf<Kind>): void {
    this.live.push({
      kind: fault.kind,
      rate: fault.rate ?? 1,
      remaining: fault.count ?? null,
      applied: 0,
      delayMs: fault.delayMs ?? 0,
    });
  }

  clear(): void {
    this.live = [];
  }

  rules(): readonly RuleOf<Kind>[] {
    return this.live.map((rule) => ({ ...rule }));
  }

  /** Draws whether a fault of this kind happens now. */
  happens(kind: Kind): boolean {
    for (const rule of this.live) if (rule.kind === kind && this.applies(rule)) return true;
    return false;
  }

  /** 0 ≤ x < 1, for a fault that has two outcomes. */
  draw(): number {
    return this.#random.next();
  }

  /** Draws every rule of this kind and adds their delays up, in milliseconds. */
  delay(kind: Kind): number {
    let total = 0;
    for (const rule of this.live) if (rule.kind === kind && this.applies(rule)) total += rule.delayMs;
    return total;
  }

  /** Draws whether this rule applies now, and counts it. */
  protected applies(rule: LiveRule<Kind>): boolean {
    if (rule.remaining === 0) return false;
    if (rule.rate < 1 && this.#random.next() >= rule.rate) return false;
    if (rule.remaining !== null) rule.remaining -= 1;
    rule.applied += 1;
    return true;
  }
}
