import type { Clock } from "../../domain/ports.js";

/** Calls allowed in any second for one application (mss.md §3.1). */
export const CALLS_PER_SECOND = 17;
const SECOND = 1_000;

/** Waits for the right to call: in any second, {@link CALLS_PER_SECOND} calls at most leave, in the order they were asked for. */
export function createLimiter(clock: Clock, perSecond = CALLS_PER_SECOND): (signal?: AbortSignal) => Promise<void> {
  /** When the last calls left, or will. */
  const slots: number[] = [];
  return async (signal) => {
    const now = clock.now().getTime();
    const oldest = slots.length < perSecond ? undefined : slots.shift();
    const at = oldest === undefined ? now : Math.max(now, oldest + SECOND);
    // A clock set back must not keep calls waiting for hours.
    const wait = Math.min(at - now, SECOND * Math.ceil((slots.length + 1) / perSecond) * 60);
    slots.push(now + wait);
    if (wait > 0) await clock.sleep(wait, signal);
  };
}
