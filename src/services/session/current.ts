import { SegurError } from "../../domain/errors.js";
import type { Actor, Clock } from "../../domain/ports.js";
import { type Right, rightsOf } from "../../domain/users/rights.js";
import { type SessionEnd, sessionEnd } from "../../domain/users/session-limits.js";
import type { User } from "../../domain/users/user.js";
import type { TraceLog } from "../../store/traces.port.js";
import type { UserStore } from "../../store/users.port.js";
import type { Session, SessionStore } from "./session.port.js";

/** Why nobody acts, when nobody does; an error when the session is there and cannot be read (whoever needs somebody is told it). */
export type NoSession = "none" | SessionEnd | "user_disabled" | SegurError;

export function isOpen(session: OpenSession | NoSession): session is OpenSession {
  return typeof session === "object" && !(session instanceof SegurError);
}

export interface OpenSession {
  readonly session: Session;
  readonly user: User;
  readonly actor: Actor;
  readonly rights: ReadonlySet<Right>;
}

/** Whose act something is when nobody is logged in. */
export const NOBODY: Actor = { userId: "-", rpps: null, authMode: "none" };

export interface CurrentDeps {
  readonly sessions: SessionStore;
  readonly users: UserStore;
  readonly traces: TraceLog;
  readonly clock: Pick<Clock, "now">;
  /** Longest time without a command, in milliseconds (setting `session.lockAfter`). */
  readonly idleMs: number;
}

/** Not more often than this is the time of the last command written down. */
const SEEN_MS = 30_000;
const ONCE = { wait: false };

/** The person who acts now, or why nobody does. Being asked counts as activity. */
export async function currentSession(deps: CurrentDeps): Promise<OpenSession | NoSession> {
  const session = await readSession(deps.sessions);
  if (session === null) return "none";
  if (session instanceof SegurError) return session;
  const now = deps.clock.now();
  const end = sessionEnd(session, now, deps.idleMs);
  if (end === "idle") await unlessStuck(lockIdle(deps, session, now));
  if (end !== null) return end;
  const user = await deps.users.get(session.userId);
  if (user === null) return "none";
  if (user.disabledAt !== null) return "user_disabled";
  if (now.getTime() - Date.parse(session.lastSeenAt) > SEEN_MS) await unlessStuck(touch(deps.sessions, session, now));
  const actor: Actor = { userId: user.id, rpps: user.rpps, authMode: session.mode };
  return { session, user, actor, rights: rightsNow(user) };
}

/** A user for whom the téléservice INSi is not activated calls it no more than one who lacks the right. */
function rightsNow(user: User): ReadonlySet<Right> {
  const rights = rightsOf(user);
  if (user.settings.insi !== false) return rights;
  return new Set([...rights].filter((right) => right !== "insi.call"));
}

/** A file that others may read, or whose key is out of reach, must not stop what needs nobody: `logout`, `backup`, `doctor`. */
async function readSession(sessions: SessionStore): Promise<Session | SegurError | null> {
  try {
    return await sessions.read();
  } catch (error) {
    if (error instanceof SegurError) return error;
    throw error;
  }
}

/**
 * A folder that cannot be written, or a lock that a killed command left, must not stop a command that has its session: it will lock
 * sooner, no more.
 */
async function unlessStuck(writing: Promise<void>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (!(error instanceof SegurError && error.kind === "storage")) throw error;
  });
}

/** Once found idle it is locked for good: a clock put back would open it again. */
async function lockIdle({ sessions, users, traces, idleMs }: CurrentDeps, seen: Session, now: Date): Promise<void> {
  await sessions.alone(async () => {
    const session = await sessions.read();
    if (session === null || session.openedAt !== seen.openedAt || sessionEnd(session, now, idleMs) !== "idle") return;
    const at = now.toISOString();
    await sessions.write({ ...session, lockedAt: at });
    const user = await users.get(session.userId);
    if (user === null) return;
    const actor: Actor = { userId: user.id, rpps: user.rpps, authMode: session.mode };
    await traces.append([{ kind: "session.locked", at, actor, code: "session.idle" }]);
  }, ONCE);
}

/** Under the lock and on what is there then: another process may have renewed the tokens, or locked the session, meanwhile. */
async function touch(sessions: SessionStore, seen: Session, now: Date): Promise<void> {
  await sessions.alone(async () => {
    const session = await sessions.read();
    if (session === null || session.openedAt !== seen.openedAt || session.lockedAt !== null) return;
    await sessions.write({ ...session, lastSeenAt: now.toISOString() });
  }, ONCE);
}
