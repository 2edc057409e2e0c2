import type { IsoInstant } from "../identity/types.js";

/** A session lasts four hours at most, whatever is done (psc.md §1.5: SSO session of Pro Santé Connect). */
export const SESSION_MAX_MS = 4 * 3_600_000;

export type SessionEnd = "expired" | "idle" | "locked";

/**
 * Why a session no longer opens anything, or null while it does. It ends four hours after the login, and after a configurable
 * time without any command (EXI PSC 32, SSI/IE.39). A clock that went back ends it too: its age could no longer be known.
 * @param idleMs longest time without a command
 */
export function sessionEnd(
  session: { readonly openedAt: IsoInstant; readonly lastSeenAt: IsoInstant; readonly lockedAt: IsoInstant | null },
  now: Date,
  idleMs: number,
): SessionEnd | null {
  if (session.lockedAt !== null) return "locked";
  const age = now.getTime() - Date.parse(session.openedAt);
  const idle = now.getTime() - Date.parse(session.lastSeenAt);
  if (!(age >= -CLOCK_SLACK_MS && age <= SESSION_MAX_MS)) return "expired";
  return idle >= -CLOCK_SLACK_MS && idle <= idleMs ? null : "idle";
}

/** Two processes, or a clock that is being set, may differ by this much. */
const CLOCK_SLACK_MS = 60_000;
