import type { IsoInstant } from "../../domain/identity/types.js";
import type { OutboxItem } from "../../store/outbox.port.js";

/**
 * How long an operator that says « later » (4xx) is asked again: « the give-up time generally needs to be at least 4-5 days »
 * (RFC 5321 §4.5.4.1).
 */
export const GIVE_UP_DAYS = 5;
const GIVE_UP_MS = GIVE_UP_DAYS * 86_400_000;

/** What a line remembers while it waits: since when the operator defers it, whatever else failed meanwhile (a network that is down is no deferral). */
export interface Deferral {
  readonly deferredSince: IsoInstant;
}

export function deferralOf({ state, result }: Pick<OutboxItem, "state" | "result">): Deferral | null {
  if (state === "done" || typeof result !== "object" || result === null || !("deferredSince" in result)) return null;
  return typeof result.deferredSince === "string" ? { deferredSince: result.deferredSince } : null;
}

/** After this instant, « later » is a refusal. */
export function giveUpAt({ deferredSince }: Deferral): IsoInstant {
  return new Date(Date.parse(deferredSince) + GIVE_UP_MS).toISOString();
}
