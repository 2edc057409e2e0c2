import { SegurError } from "../../domain/errors.js";
import type { Actor, Clock, Ids } from "../../domain/ports.js";
import type { BackupManifest, CheckReport, DraftStore } from "../../store/keeper.port.js";
import type { CabinetMeta } from "../../store/meta.port.js";
import type { SessionStore } from "../session/session.port.js";
import type { Cabinets, RegisteredCabinet } from "./cabinets.port.js";
import { currentCabinet } from "./current.js";
import type { Keeping } from "./keeping.port.js";
import { backupKeyMissing, backupMismatch, backupOfAnother, backupOfOtherWorld, backupUnsound } from "./keeping-errors.js";
import { keyOfAnother } from "./key-errors.js";

/** What is known of the store that a restoration replaces. */
export interface ReplacedStore {
  /** Who administers it and acts; nobody when it does not open. */
  readonly actor: Actor;
  /** Null when it does not open. */
  readonly instanceId: string | null;
  /** Code of the error that kept it from being opened, hence anybody from being asked for rights; null when it opened. */
  readonly unopened: string | null;
}

export interface RestoreRequest {
  readonly file: string;
  /** File of the key, when this machine does not have it; it is then kept in the vault. */
  readonly keyFile: string | undefined;
  /** Name of the current cabinet, when the backup bears another one. */
  readonly as: string | undefined;
  /** Only verifies. */
  readonly dryRun: boolean;
  readonly replacing: ReplacedStore;
  readonly interrupted: AbortSignal;
  /** Asked once the backup is known to be sound; what it throws ends all. */
  readonly confirm: (backup: BackupManifest, cabinet: RegisteredCabinet) => Promise<void>;
}

export interface Restored {
  readonly cabinet: RegisteredCabinet;
  readonly backup: BackupManifest;
  /** Where the replaced store is kept; null when there was none, or when nothing was replaced. */
  readonly kept: string | null;
  readonly replaced: boolean;
}

export interface KeepingDeps {
  readonly cabinets: Cabinets;
  readonly keeping: Keeping;
  readonly clock: Clock;
  /** Who does it, in the trace. */
  readonly actor: Actor;
}

/**
 * Puts a backup in the place of the current cabinet's store, once all of it was verified beside; the old store is kept. The session that
 * was open is closed: the users and passwords of the backup may be older ones.
 */
export async function restoreCabinet(
  deps: KeepingDeps & {
    readonly ids: Pick<Ids, "uuid">;
    readonly sessions: (instanceId: string) => Pick<SessionStore, "remove">;
  },
  request: RestoreRequest,
): Promise<Restored> {
  const { keeping } = deps;
  const { keeper } = keeping;
  const cabinet = await currentCabinet(deps.cabinets);
  const file = keeping.absolute(request.file);
  const manifest = await keeper.manifest(file);
  if (manifest.environment !== cabinet.environment) throw backupOfOtherWorld(manifest, cabinet.environment);
  if (manifest.cabinet !== cabinet.name && request.as !== cabinet.name) throw backupOfAnother(manifest, cabinet);
  const key = await keyFor(keeping, manifest, file, request.keyFile);
  const path = keeping.storeIn(cabinet.directory);
  const draft = await keeper.newDraft(path);
  try {
    const { backup } = await verifiedDraft(keeping, file, key, draft, request.interrupted);
    if (request.dryRun) return { cabinet, backup, kept: null, replaced: false };
    await request.confirm(backup, cabinet);
    if (request.keyFile !== undefined) await keeping.keys.keep(key);
    const { unopened } = request.replacing;
    // The installation stays what it was: that of another cabinet's backup is still that cabinet's.
    const own = backup.cabinet === cabinet.name ? backup.instanceId : deps.ids.uuid();
    const instanceId = request.replacing.instanceId ?? own;
    await prepareDraft(deps, draft, key, backup, { name: cabinet.name, instanceId, unopened });
    const kept = await keeper.alone(path, async () => {
      const old = await settleOld(keeping, path, request.keyFile);
      // Before the store: killed in between, somebody has to log in once more, and never with what the old one allowed.
      await deps.sessions(instanceId).remove();
      // To the millisecond: two restores in one second keep two stores.
      const at = deps.clock.now().toISOString().replaceAll(/[-:.]/g, "");
      const name = old ? `${path}.before-restore-${at}` : null;
      await keeper.replace(path, draft, key, name);
      return name;
    });
    return { cabinet, backup, kept, replaced: true };
  } finally {
    await keeper.dropDraft(draft);
  }
}

/** The key that a backup asks for: the given file's, else one this machine has. */
export async function keyFor(
  keeping: Keeping,
  manifest: BackupManifest,
  file: string,
  keyFile: string | undefined,
): Promise<Buffer> {
  if (keyFile === undefined) {
    return keeping.keys.find(manifest.keyId, file).catch((error: unknown) => {
      throw error instanceof SegurError && error.code === "storage.key_missing" ? backupKeyMissing(error, file) : error;
    });
  }
  const key = await keeping.keys.read(keyFile);
  const found = keeping.keys.idOf(key);
  if (found !== manifest.keyId) throw keyOfAnother("--key-file", manifest.keyId, found, file);
  return key;
}

/** Unpacks a backup and reads all of what it holds. */
export async function verifiedDraft(
  keeping: Keeping,
  file: string,
  key: Buffer,
  draft: string,
  interrupted: AbortSignal,
): Promise<{ readonly backup: BackupManifest; readonly meta: CabinetMeta }> {
  const backup = await keeping.keeper.unpack(file, key, draft, interrupted);
  const report = await keeping.keeper.check(draft, key);
  if (!isSound(report)) throw backupUnsound(file, report);
  const { meta } = report;
  if (meta === null || !agrees(backup, meta, report)) throw backupMismatch(file);
  return { backup, meta };
}

/** An older format is no fault of a backup: it is brought to the current one before it is put in place. */
function isSound(report: CheckReport): boolean {
  return report.findings.every(({ ok, name }) => ok || name === "format");
}

function agrees(backup: BackupManifest, meta: CabinetMeta, { counts, format }: CheckReport): boolean {
  if (counts === null || format !== backup.format) return false;
  if (meta.name !== backup.cabinet || meta.environment !== backup.environment || meta.instanceId !== backup.instanceId)
    return false;
  return (["patients", "traces", "runs", "reviews", "documents"] as const).every(
    (table) => counts[table] === backup.counts[table],
  );
}

/**
 * Brings the draft to the current format, makes it the cabinet it becomes, and traces where it comes from. What leaves once must not leave
 * twice because a backup forgot it: its messages that wait are looked for before they are sent (decision 85 does it for the DMP).
 */
export async function prepareDraft(
  deps: { readonly keeping: Keeping; readonly clock: Clock; readonly actor: Actor },
  draft: string,
  key: Buffer,
  backup: BackupManifest,
  becomes: { readonly name: string; readonly instanceId: string; readonly unopened?: string | null },
): Promise<void> {
  const { name, instanceId, unopened } = becomes;
  const copied = instanceId !== backup.instanceId;
  await withDraft(deps.keeping, draft, key, async (store) => {
    if (backup.cabinet !== name) await store.meta.rename(name);
    if (copied) await store.meta.reinstall(instanceId);
    await store.fates.doubtWaiting(deps.clock.now().toISOString());
    await traceWhole(store, deps, "cabinet.restored", {
      patients: backup.counts.patients,
      sha256: backup.sha256,
      madeAt: backup.madeAt,
      keyId: backup.keyId,
      ...(copied ? { instanceId, copyOf: backup.instanceId } : {}),
      ...(unopened == null ? {} : { unopened }),
    });
  });
}

export async function withDraft(
  keeping: Keeping,
  draft: string,
  key: Buffer,
  work: (store: DraftStore) => Promise<void>,
): Promise<void> {
  const store = await keeping.keeper.openDraft(draft, key);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

export async function traceWhole(
  store: DraftStore,
  { clock, actor }: { readonly clock: Clock; readonly actor: Actor },
  kind: "cabinet.restored" | "cabinet.rekeyed",
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await store.traces.append([{ kind, at: clock.now().toISOString(), actor, data }]);
}

/**
 * Gathers the store that will be replaced in its one file, when it still opens: a damaged one, or one whose key is lost, is kept as it
 * is. False when there is none.
 */
async function settleOld(keeping: Keeping, path: string, keyFile: string | undefined): Promise<boolean> {
  try {
    const keyId = keeping.keeper.keyIdOf(path);
    if (keyId === null) return false;
    const key = await keeping.keys.atHand(keyId, keyFile);
    if (key !== null) keeping.keeper.settle(path, key);
  } catch {
    // Restoring is the way out of each of these.
  }
  return true;
}
