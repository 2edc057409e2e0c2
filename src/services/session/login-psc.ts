import type { Activity, Professional } from "../../domain/professional/professional.js";
import type { User } from "../../domain/users/user.js";
import type { PscLogin } from "../../gateways/psc/port.js";
import { professionalUnknown } from "./errors.js";
import { openSession, type SessionDeps, traceRefusal } from "./open.js";
import type { Session } from "./session.port.js";

/**
 * Opens the session of the professional whom Pro Santé Connect has just authenticated: linked to the local user by RPPS, then by
 * `sub` (PSC.02; EX PSC 18, 19).
 * @param choose asked only when there are several activities (psc.md §1.5: the software must ask)
 * @throws {SegurError} `session.professional_unknown`
 */
export async function loginByPsc(
  deps: SessionDeps,
  { tokens, professional, acr, authMode }: PscLogin,
  choose: (activities: readonly Activity[]) => Promise<Activity>,
): Promise<{ user: User; session: Session; activity: Activity | null }> {
  const user = await localUser(deps, professional);
  if (user === null) {
    await traceRefusal(deps, "session.professional_unknown", { mode: "psc", rpps: professional.rpps });
    throw professionalUnknown();
  }
  const [only, ...others] = professional.activities;
  const activity = others.length === 0 ? (only ?? null) : await choose(professional.activities);
  const at = deps.clock.now().toISOString();
  const link = { pscSubject: professional.subject, nationalId: professional.nationalId };
  const isNew = user.pscSubject !== professional.subject;
  const actor = { userId: user.id, rpps: user.rpps, authMode: "psc" } as const;
  const data = { change: "psc", linked: user.pscSubject === null ? "first" : "again", acr, authMode };
  const linked = await deps.users.change(user.id, link, isNew ? [{ kind: "user.changed", at, actor, data }] : []);
  const psc = { tokens, professional, activityId: activity?.id ?? null };
  return { user: linked ?? user, session: await openSession(deps, linked ?? user, "psc", psc), activity };
}

/** By RPPS; somebody without one (test identities of EDIT, other national ids) by the national id of their local account. */
async function localUser({ users }: SessionDeps, professional: Professional): Promise<User | null> {
  if (professional.rpps !== null) return users.findByRpps(professional.rpps);
  const known = (await users.list()).filter((user) => user.disabledAt === null && user.nationalId === professional.nationalId);
  return known.length === 1 ? (known[0] ?? null) : null;
}
