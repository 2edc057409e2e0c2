import { waitAfter } from "../../domain/users/password.js";
import type { User } from "../../domain/users/user.js";
import { hashPassword, isPassword } from "../users/hash.js";
import { passwordWrong, throttled } from "./errors.js";
import { openSession, type SessionDeps, traceRefusal } from "./open.js";
import type { Session } from "./session.port.js";

/**
 * Opens the session of a local user by password: for offline work only, a téléservice that needs Pro Santé Connect says so.
 * Wrong tries are counted in the store, so that they add up over processes; after the third each next one waits.
 * @param userId `U1`; an unknown one is refused as a wrong password is, after as long
 * @throws {SegurError} `session.password_wrong`, `session.throttled`
 */
export async function loginByPassword(
  deps: SessionDeps,
  userId: string,
  password: string,
): Promise<{ user: User; session: Session }> {
  const { users, clock } = deps;
  const now = clock.now();
  const user = await users.get(userId);
  const state = await users.password(userId);
  const left = waitLeft(state.failures, state.lastFailureAt, now);
  if (left > 0) {
    await traceRefusal(deps, "session.throttled", { user: knownForm(userId), mode: "password" });
    throw throttled(left);
  }
  // The work is done even for nobody: its duration would tell who exists.
  const right = await isPassword(password, state.hash ?? (await decoy()));
  if (user === null || user.disabledAt !== null || state.hash === null || !right) {
    const failures = user === null ? 0 : await users.countFailure(userId, now.toISOString());
    await traceRefusal(deps, "session.password_wrong", { user: knownForm(userId), mode: "password" });
    throw passwordWrong(waitAfter(failures));
  }
  await users.clearFailures(userId);
  const before = await deps.sessions.read().catch(() => null);
  // Coming back to one's own locked session keeps what Pro Santé Connect gave.
  const psc = before?.userId === userId ? before.psc : null;
  return { user, session: await openSession(deps, user, "password", psc) };
}

/** What was typed is kept only when it has the form of an id: anything else may be a name, or a password in the wrong place. */
function knownForm(userId: string): string | null {
  return /^U\d{1,15}$/.test(userId) ? userId : null;
}

function waitLeft(failures: number, lastFailureAt: string | null, now: Date): number {
  if (lastFailureAt === null) return 0;
  const ready = Date.parse(lastFailureAt) + waitAfter(failures) * 1_000;
  return Math.max(0, Math.ceil((ready - now.getTime()) / 1_000));
}

let decoyHash: Promise<string> | undefined;
function decoy(): Promise<string> {
  decoyHash ??= hashPassword("personne ne se connecte ainsi");
  return decoyHash;
}
