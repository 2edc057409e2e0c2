import type { Clock, Environment, Ids } from "../../domain/ports.js";
import { passwordFault } from "../../domain/users/password.js";
import type { CabinetMeta } from "../../store/meta.port.js";
import type { NewUser } from "../../store/users.port.js";
import { NOBODY } from "../session/current.js";
import { passwordPolicy } from "../session/errors.js";
import { actorOf } from "../session/open.js";
import type { SessionMode, SessionStore } from "../session/session.port.js";
import { hashPassword } from "../users/hash.js";
import { toRpps } from "../users/rpps.js";
import type { Cabinets, NewStore, RegisteredCabinet } from "./cabinets.port.js";
import { demonstrationUsers } from "./demonstration-users.js";
import { cabinetExists, cabinetNameWrong, directoryTaken } from "./errors.js";

export interface InitRequest {
  readonly name: string;
  readonly environment: Environment;
  readonly directory: string | undefined;
  /** First user, who administers. */
  readonly userLabel: string | undefined;
  readonly userRpps: string | undefined;
  /** Of the first user, for a login without Pro Santé Connect. */
  readonly password: string | undefined;
  /** Make it current even when another one is. */
  readonly use: boolean;
}

export interface InitResult {
  readonly cabinet: RegisteredCabinet;
  readonly current: boolean;
  /** The store was already whole: an earlier `init` was stopped just before it was registered. */
  readonly completed: boolean;
}

/** Makes a cabinet. The store is filled in a draft folder, renamed into place, then registered: each step is whole or absent. */
export async function initCabinet(
  deps: {
    readonly cabinets: Cabinets;
    readonly clock: Clock;
    readonly ids: Ids;
    readonly sessions: (instanceId: string) => SessionStore;
  },
  request: InitRequest,
): Promise<InitResult> {
  const { cabinets } = deps;
  checkName(request.name);
  const users = firstUsers(request);
  const hash = request.password === undefined ? null : await newHash(request.password);
  if ((await cabinets.find(request.name)) !== null) throw cabinetExists(request.name);
  const directory = cabinets.directoryFor(request.name, request.directory);

  const found = await cabinets.look(directory);
  let meta: CabinetMeta;
  if (found === "free") {
    const made: CabinetMeta = {
      name: request.name,
      environment: request.environment,
      instanceId: deps.ids.uuid(),
      createdAt: deps.clock.now().toISOString(),
    };
    // Every example goes on without a question in the sandbox; elsewhere the password has just been chosen.
    const mode = made.environment === "sandbox" ? "demo" : hash === null ? null : "password";
    await cabinets.create(directory, async (store) => {
      await store.meta.create(made);
      for (const [index, user] of users.entries()) {
        await store.users.add(index === 0 && hash !== null ? { ...user, passwordHash: hash } : user);
      }
      await tellCreation(store, made, mode);
    });
    if (mode !== null) await openFirstSession(deps, made.instanceId, mode);
    meta = made;
  } else if (found === "other") {
    throw directoryTaken(directory, "Il contient déjà des fichiers.");
  } else if (found.name !== request.name || found.environment !== request.environment) {
    throw directoryTaken(directory, `Il contient le cabinet « ${found.name} » (${found.environment}).`);
  } else {
    meta = found;
  }

  return { ...(await register(cabinets, meta, directory, request.use)), completed: found !== "free" };
}

/** Last step of a creation: the store is whole, the machine is told of it. */
export async function register(
  cabinets: Cabinets,
  meta: CabinetMeta,
  directory: string,
  use: boolean,
): Promise<{ readonly cabinet: RegisteredCabinet; readonly current: boolean }> {
  const { name, environment, createdAt } = meta;
  const cabinet: RegisteredCabinet = { name, environment, directory, createdAt };
  const chosen = await cabinets.current();
  const first = chosen === null || (await cabinets.find(chosen.name)) === null;
  await cabinets.register(cabinet);
  const current = use || first;
  if (current) await cabinets.choose(cabinet.name);
  return { cabinet, current };
}

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** Device names that Windows keeps for itself, whatever the folder. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

export function checkName(name: string): void {
  if (!NAME.test(name) || RESERVED.test(name)) throw cabinetNameWrong();
}

const DEFAULT_LABEL = "Utilisateur principal";

/** Whoever is first administers, or nobody could. A sandbox cabinet for which nobody is named has its demonstration users. */
function firstUsers({ userLabel, userRpps, environment }: InitRequest): readonly NewUser[] {
  if (userLabel === undefined && userRpps === undefined && environment === "sandbox") return demonstrationUsers();
  const rpps = userRpps === undefined ? null : toRpps(userRpps);
  return [{ label: userLabel ?? DEFAULT_LABEL, rpps, role: "medecin", granted: ["administer"] }];
}

async function newHash(password: string): Promise<string> {
  const fault = passwordFault(password);
  if (fault !== null) throw passwordPolicy(fault);
  return hashPassword(password);
}

/**
 * The first lines of the journal, there before anybody sees the cabinet: its creation, and the session that follows. So the journal of a
 * cabinet is never empty, and one that was emptied, its head with it, is found (`journal verify`).
 */
async function tellCreation({ users, traces }: NewStore, made: CabinetMeta, mode: SessionMode | null): Promise<void> {
  const first = await users.get("U1");
  const actor = first === null || mode === null ? NOBODY : actorOf(first, mode);
  const at = made.createdAt;
  const created = { kind: "cabinet.created", at, actor, data: { environment: made.environment } } as const;
  await traces.append(mode === null ? [created] : [created, { kind: "session.opened", at, actor }]);
}

export async function openFirstSession(
  deps: { readonly clock: Clock; readonly sessions: (instanceId: string) => SessionStore },
  instanceId: string,
  mode: "demo" | "password",
): Promise<void> {
  const at = deps.clock.now().toISOString();
  const session = { userId: "U1", mode, openedAt: at, lastSeenAt: at, lockedAt: null, psc: null } as const;
  await deps.sessions(instanceId).write(session);
}
