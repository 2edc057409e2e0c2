import type { PscClient } from "../../gateways/psc/port.js";
import { actorOf, type SessionDeps } from "./open.js";
import type { Session } from "./session.port.js";

/** Locks the open session: it opens nothing until its person logs in again. Null when there was none to lock. */
export async function lockSession(deps: SessionDeps): Promise<Session | null> {
  return deps.sessions.alone(async () => {
    const session = await deps.sessions.read();
    if (session === null || session.lockedAt !== null) return null;
    const at = deps.clock.now().toISOString();
    await deps.sessions.write({ ...session, lockedAt: at });
    await trace(deps, session, "session.locked", at);
    return session;
  });
}

export interface LogoutResult {
  /** A session was open or locked. */
  readonly closed: boolean;
  /** Pro Santé Connect was told (`null`: it had nothing to be told). */
  readonly pscClosed: boolean | null;
}

/**
 * Ends the session here first, whatever happens, then at Pro Santé Connect (psc.md §1.5: a failure there is only told, its tokens
 * are already gone from this machine).
 * @param psc connects to Pro Santé Connect, called only when the session came from it
 */
export async function closeSession(deps: SessionDeps, psc: () => Promise<PscClient>): Promise<LogoutResult> {
  // Alone, or a command that was renewing its tokens would write the session back after it was closed.
  const session = await deps.sessions.alone(async () => {
    const open = await deps.sessions.read().catch(() => null);
    await deps.sessions.remove();
    return open;
  });
  if (session === null) return { closed: false, pscClosed: null };
  await trace(deps, session, "session.closed", deps.clock.now().toISOString());
  if (session.psc === null) return { closed: true, pscClosed: null };
  try {
    const client = await psc();
    await client.logout(session.psc.tokens);
    return { closed: true, pscClosed: true };
  } catch {
    return { closed: true, pscClosed: false };
  }
}

async function trace(deps: SessionDeps, session: Session, kind: "session.locked" | "session.closed", at: string): Promise<void> {
  const user = await deps.users.get(session.userId);
  if (user !== null) await deps.traces.append([{ kind, at, actor: actorOf(user, session.mode) }]);
}
