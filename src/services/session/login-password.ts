import { waitAfter } from "../../domain/users/password.js";
import type { User } from "../../domain/users/user.js";
import type { PasswordState } from "../../store/users.port.js";
import { isPassword } from "../users/hash.js";
import { passwordWrong, throttled } from "./errors.js";
import { openSession, type SessionDeps, traceRefusal } from "./open.js";
import type { Session } from "./session.port.js";

/**
 * Opens the session of a local user by password: for offline work only, a téléservice that needs Pro Santé Connect says so.
 * Each try is counted in the store before the password is looked at, so that tries add up over processes and over commands at
 * once; after the third wrong one each next one waits.
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
  const { before, taken } = await users.takeTry(userId, now.toISOString(), (state) => waitLeft(state, now) === 0);
  if (!taken) {
    await traceRefusal(deps, "session.throttled", { user: knownForm(userId), mode: "password" });
    throw throttled(waitLeft(before, now));
  }
  const user = await users.get(userId);
  // The work is done even for nobody: its duration would tell who exists.
  const right = await isPassword(password, before.hash ?? DECOY);
  if (user === null || user.disabledAt !== null || before.hash === null || !right) {
    await traceRefusal(deps, "session.password_wrong", { user: knownForm(userId), mode: "password" });
    throw passwordWrong();
  }
  await users.clearFailures(userId);
  const former = await deps.sessions.read().catch(() => null);
  // Coming back to one's own locked session keeps what Pro Santé Connect gave.
  const psc = former?.userId === userId ? former.psc : null;
  return { user, session: await openSession(deps, user, "password", psc) };
}

/** What was typed is kept only when it has the form of an id: anything else may be a name, or a password in the wrong place. */
function knownForm(userId: string): string | null {
  return /^U\d{1,15}$/.test(userId) ? userId : null;
}

/** Seconds before the next try. Never more than the wait itself: a failure dated by a clock that was ahead must not close an account for years. */
function waitLeft({ failures, lastFailureAt }: PasswordState, now: Date): number {
  if (lastFailureAt === null) return 0;
  const wait = waitAfter(failures);
  const since = (now.getTime() - Date.parse(lastFailureAt)) / 1_000;
  return Math.min(wait, Math.max(0, Math.ceil(wait - since)));
}

/** No password is known to have this hash: 32 bytes drawn once. It costs as much to look at as those that are stored. */
const DECOY = "scrypt$32768$8$1$qFb0m3Vw1yqJ3cS2u0aV9g==$m1rP0xq7mYb3h7s6Q0c2w6fQb4n9T1zK8eJ5uVd2LxY=";
