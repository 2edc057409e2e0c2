import type { Actor, Clock } from "../../domain/ports.js";
import type { User } from "../../domain/users/user.js";
import type { NewTrace, TraceLog } from "../../store/traces.port.js";
import type { UserStore } from "../../store/users.port.js";
import { NOBODY } from "./current.js";
import type { PscSession, Session, SessionMode, SessionStore } from "./session.port.js";

/** What opening and closing a session needs. */
export interface SessionDeps {
  readonly sessions: SessionStore;
  readonly users: UserStore;
  readonly traces: TraceLog;
  readonly clock: Clock;
}

export function actorOf(user: User, mode: SessionMode): Actor {
  return { userId: user.id, rpps: user.rpps, authMode: mode };
}

/**
 * Opens the session of a person who has just proved who they are; the trace is durable before the session exists. A session of
 * somebody else is replaced.
 */
export async function openSession(
  deps: SessionDeps,
  user: User,
  mode: SessionMode,
  psc: PscSession | null = null,
): Promise<Session> {
  const at = deps.clock.now().toISOString();
  const session: Session = { userId: user.id, mode, openedAt: at, lastSeenAt: at, lockedAt: null, psc };
  const data = psc === null ? undefined : { transport: psc.tokens.transport, activity: psc.activityId };
  await deps.traces.append([{ kind: "session.opened", at, actor: actorOf(user, mode), data }]);
  await deps.sessions.alone(() => deps.sessions.write(session));
  return session;
}

/** A login that was refused, in the name of nobody: who tried is not known, only whom they said to be. */
export async function traceRefusal(
  deps: Pick<SessionDeps, "traces" | "clock">,
  code: string,
  data: NewTrace["data"],
): Promise<void> {
  const at = deps.clock.now().toISOString();
  await deps.traces.append([{ kind: "session.refused", at, actor: NOBODY, code, data }]);
}
