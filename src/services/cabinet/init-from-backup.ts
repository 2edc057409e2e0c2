import type { Environment, Ids } from "../../domain/ports.js";
import type { BackupManifest } from "../../store/keeper.port.js";
import type { CabinetMeta } from "../../store/meta.port.js";
import type { SessionStore } from "../session/session.port.js";
import type { RegisteredCabinet } from "./cabinets.port.js";
import { cabinetExists, directoryTaken } from "./errors.js";
import { checkName, openFirstSession, register } from "./init.js";
import { backupOfOtherWorld } from "./keeping-errors.js";
import { type KeepingDeps, keyFor, prepareDraft, verifiedDraft } from "./restore.js";

export interface InitFromBackupRequest {
  readonly name: string;
  readonly file: string;
  readonly keyFile: string | undefined;
  /** When given, it must be that of the backup. */
  readonly environment: Environment | undefined;
  readonly directory: string | undefined;
  readonly use: boolean;
  readonly interrupted: AbortSignal;
}

export interface MadeFromBackup {
  readonly cabinet: RegisteredCabinet;
  readonly current: boolean;
  readonly backup: BackupManifest;
}

/**
 * Makes a cabinet out of a backup, on a machine that may never have seen it: whole or absent, as `initCabinet`. It is another installation
 * than the one of the backup, with an identifier of its own: a session opened in one, maybe with an old password, opens nothing in the other.
 */
export async function initFromBackup(
  deps: KeepingDeps & { readonly ids: Pick<Ids, "uuid">; readonly sessions: (instanceId: string) => SessionStore },
  request: InitFromBackupRequest,
): Promise<MadeFromBackup> {
  const { cabinets, keeping } = deps;
  checkName(request.name);
  if ((await cabinets.find(request.name)) !== null) throw cabinetExists(request.name);
  const file = keeping.absolute(request.file);
  const manifest = await keeping.keeper.manifest(file);
  const { environment } = request;
  if (environment !== undefined && environment !== manifest.environment) throw backupOfOtherWorld(manifest, environment);
  const directory = cabinets.directoryFor(request.name, request.directory);
  if ((await lookSafely(deps, directory)) !== "free") throw directoryTaken(directory, "Il contient déjà des fichiers.");
  const key = await keyFor(keeping, manifest, file, request.keyFile);
  const instanceId = deps.ids.uuid();
  let made: { readonly backup: BackupManifest; readonly meta: CabinetMeta } | undefined;
  await cabinets.createFrom(directory, async (path) => {
    made = await verifiedDraft(keeping, file, key, path, request.interrupted);
    if (request.keyFile !== undefined) await keeping.keys.keep(key);
    await prepareDraft(deps, path, key, made.backup, { name: request.name, instanceId });
  });
  if (made === undefined) throw new TypeError("createFrom calls what it is given");
  const meta = { ...made.meta, name: request.name, instanceId };
  if (meta.environment === "sandbox") await openFirstSession(deps, meta.instanceId, "demo");
  const registered = await register(cabinets, meta, directory, request.use);
  // Until it was registered, a change of key of the original could forget the key of the copy.
  if ((await keeping.keys.place(manifest.keyId)) === null) await keeping.keys.keep(key);
  return { ...registered, backup: made.backup };
}

/** A store that cannot be opened is no free place either. */
async function lookSafely({ cabinets }: KeepingDeps, directory: string): Promise<"free" | "taken"> {
  const found = await cabinets.look(directory).catch(() => "other" as const);
  return found === "free" ? "free" : "taken";
}
