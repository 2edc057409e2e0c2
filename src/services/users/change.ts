import { passwordFault } from "../../domain/users/password.js";
import { isRight, isRole, type Right, type Role, rightsOf } from "../../domain/users/rights.js";
import type { User, UserSettings } from "../../domain/users/user.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { UserChange } from "../../store/users.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { passwordPolicy } from "../session/errors.js";
import { toNationalId } from "../session/national-id.js";
import {
  lastAdministrator,
  nothingToChange,
  notYourAccount,
  ownAccount,
  rightUnknown,
  userUnknown,
  userValueWrong,
} from "./errors.js";
import { hashPassword } from "./hash.js";
import { toRpps } from "./rpps.js";
import { changedSettings } from "./settings.js";

/** What was asked of a user, still as typed. */
export interface UserRequest {
  readonly label?: string | undefined;
  readonly role?: string | undefined;
  readonly rpps?: string | undefined;
  /** Of somebody without RPPS. */
  readonly nationalId?: string | undefined;
  readonly grant?: readonly string[] | undefined;
  readonly revoke?: readonly string[] | undefined;
  readonly settings?: Readonly<Partial<Record<keyof UserSettings, string>>> | undefined;
  readonly password?: string | undefined;
  /** Opens or closes the account. */
  readonly enabled?: boolean | undefined;
}

type UsersCabinet = Pick<OpenCabinet, "users" | "traces" | "actor" | "rights" | "clock">;

/**
 * Adds somebody to the cabinet. The caller has checked the right to administer.
 * @throws {SegurError} `user.value`, `user.rpps_taken`, `user.password_weak`
 */
export async function addUser(
  cabinet: UsersCabinet,
  request: UserRequest & { readonly label: string; readonly role: string },
): Promise<User> {
  const role = roleOf(request.role);
  const hash = request.password === undefined ? null : await newHash(request.password);
  const rights = changedRights({ granted: [], revoked: [] }, request);
  return cabinet.users.add(
    {
      label: labelOf(request.label),
      rpps: request.rpps === undefined ? null : toRpps(request.rpps),
      ...(request.nationalId === undefined ? {} : { nationalId: toNationalId(request.nationalId) }),
      role,
      ...rights,
      settings: changedSettings({}, request.settings ?? {}),
      ...(hash === null ? {} : { passwordHash: hash }),
    },
    (made) => trace(cabinet, "user.added", { user: made.id, role, ...rights, password: hash !== null }),
  );
}

/**
 * Changes somebody. Who does not administer may change only their own settings and password (INS/va1.50: nobody gives
 * themselves a right).
 * @throws {SegurError} `user.unknown`, `user.not_yours`, `user.last_administrator`, `user.value`, `user.nothing`…
 */
export async function changeUser(cabinet: UsersCabinet, id: string, request: UserRequest): Promise<User> {
  // Whether another account exists is not told to who may not change it.
  if (!cabinet.rights.has("administer") && (id !== cabinet.actor.userId || !isOwnMatter(request))) throw await refused(cabinet);
  if (id === cabinet.actor.userId && request.enabled === false) throw ownAccount(id);
  const hash = request.password === undefined ? undefined : await newHash(request.password);
  const at = cabinet.clock.now().toISOString();
  const changed = await cabinet.users.revise(id, (before, all) => {
    const change = changeOf(before, request, at);
    const keys = [...Object.keys(change), ...(hash === undefined ? [] : ["password"])];
    if (keys.length === 0) throw nothingToChange();
    keepOneAdministrator({ ...before, ...change }, all);
    const { role, granted, revoked } = change;
    const data = { user: id, changed: keys, role, granted, revoked, enabled: request.enabled };
    const kind = request.enabled === false ? "user.disabled" : "user.changed";
    return { change, passwordHash: hash, traces: [trace(cabinet, kind, data)] };
  });
  if (changed === null) throw userUnknown();
  return changed;
}

/** Trying to change somebody else, or to give oneself a right, is told in the journal. */
async function refused({ actor, traces, clock }: UsersCabinet): Promise<Error> {
  const data = { right: "administer", command: "user set" };
  await traces.append([{ kind: "rights.refused", at: clock.now().toISOString(), actor, code: "user.not_yours", data }]);
  return notYourAccount(actor.userId);
}

function isOwnMatter({ label, role, rpps, nationalId, grant, revoke, enabled }: UserRequest): boolean {
  return [label, role, rpps, nationalId, grant, revoke, enabled].every((each) => each === undefined);
}

function changeOf(before: User, request: UserRequest, at: string): UserChange {
  const { label, role, rpps, nationalId, grant, revoke, settings, enabled } = request;
  return {
    ...(label === undefined ? {} : { label: labelOf(label) }),
    ...(role === undefined ? {} : { role: roleOf(role) }),
    ...(rpps === undefined ? {} : { rpps: rpps === "" ? null : toRpps(rpps) }),
    ...(nationalId === undefined ? {} : { nationalId: toNationalId(nationalId) }),
    ...(grant === undefined && revoke === undefined ? {} : changedRights(before, request)),
    ...(settings === undefined ? {} : { settings: changedSettings(before.settings, settings) }),
    ...(enabled === undefined ? {} : { disabledAt: enabled ? null : at }),
  };
}

/** A right that is granted is no longer revoked, and the other way round. */
function changedRights(
  before: Pick<User, "granted" | "revoked">,
  { grant = [], revoke = [] }: UserRequest,
): { granted: Right[]; revoked: Right[] } {
  const known = (text: string): Right => {
    if (!isRight(text)) throw rightUnknown();
    return text;
  };
  const add = grant.map(known);
  const take = revoke.map(known);
  const merge = (kept: readonly Right[], more: readonly Right[], less: readonly Right[]) =>
    [...new Set([...kept, ...more])].filter((right) => !less.includes(right));
  return { granted: merge(before.granted, add, take), revoked: merge(before.revoked, take, add) };
}

/** Whoever administers stays, when nobody else does. */
function keepOneAdministrator(after: User, all: readonly User[]): void {
  // Somebody who has no way to log in administers nothing.
  const comesIn = (user: User) => user.rpps !== null || user.nationalId !== null || user.hasPassword;
  const administers = (user: User) => user.disabledAt === null && rightsOf(user).has("administer") && comesIn(user);
  if (administers(after) || !all.some(administers)) return;
  if (!all.some((user) => user.id !== after.id && administers(user))) throw lastAdministrator();
}

function roleOf(text: string): Role {
  if (!isRole(text)) throw userValueWrong("--role", "un rôle : medecin, secretaire, technicien ou administrateur");
  return text;
}

function labelOf(text: string): string {
  const label = text.trim();
  // No control, no mark of direction, no separator of lines: a name is shown on screens and in files.
  if (!/^[^\p{C}\p{Zl}\p{Zp}]{1,80}$/u.test(label)) throw userValueWrong("", "un texte d'une ligne, de 80 caractères au plus");
  return label;
}

async function newHash(password: string): Promise<string> {
  const fault = passwordFault(password);
  if (fault !== null) throw passwordPolicy(fault);
  return hashPassword(password);
}

function trace(cabinet: UsersCabinet, kind: "user.added" | "user.changed" | "user.disabled", data: NewTrace["data"]): NewTrace {
  return { kind, at: cabinet.clock.now().toISOString(), actor: cabinet.actor, data };
}
