import type { Clock, Environment, Ids } from "../../domain/ports.js";
import type { CabinetMeta } from "../../store/meta.port.js";
import type { Cabinets, RegisteredCabinet } from "./cabinets.port.js";
import { cabinetExists, cabinetNameWrong, directoryTaken, rppsWrong } from "./errors.js";

export interface InitRequest {
  readonly name: string;
  readonly environment: Environment;
  readonly directory: string | undefined;
  /** First user, in whose name the calls are made until sessions exist. */
  readonly userLabel: string | undefined;
  readonly userRpps: string | undefined;
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
  deps: { readonly cabinets: Cabinets; readonly clock: Clock; readonly ids: Ids },
  request: InitRequest,
): Promise<InitResult> {
  const { cabinets } = deps;
  checkName(request.name);
  const user = firstUser(request);
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
    await cabinets.create(directory, async (store) => {
      await store.meta.create(made);
      await store.settings.addUser(user);
    });
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

/** The user of the sandbox is one of the official test professionals. */
const SANDBOX_USER = { label: "Dr Paul MARCEAU", rpps: "99700000001" };
const DEFAULT_LABEL = "Utilisateur principal";

function firstUser(request: InitRequest): { label: string; rpps: string | null } {
  const { userLabel, userRpps, environment } = request;
  if (userLabel === undefined && userRpps === undefined && environment === "sandbox") return SANDBOX_USER;
  return { label: userLabel ?? DEFAULT_LABEL, rpps: userRpps === undefined ? null : toRpps(userRpps) };
}

/** 11 digits; the 12-digit national identifier is `8` then the RPPS (psc.md: exactly one leading 8 is removed). */
function toRpps(text: string): string {
  const digits = text.replaceAll(" ", "");
  if (/^\d{11}$/.test(digits)) return digits;
  if (/^8\d{11}$/.test(digits)) return digits.slice(1);
  throw rppsWrong();
}
