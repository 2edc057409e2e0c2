import { join } from "node:path";
import type { BackupManifest } from "../../store/keeper.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { RegisteredCabinet } from "./cabinets.port.js";
import { storeMissing } from "./errors.js";
import type { Keeping } from "./keeping.port.js";
import type { KeyPlace } from "./keys.port.js";

export interface BackupMade {
  readonly file: string;
  readonly manifest: BackupManifest;
  /** Where the key that opens it is: without it, the backup is lost. */
  readonly key: KeyPlace | null;
}

/** The store of a cabinet and its key. */
export interface BackupSource {
  readonly path: string;
  readonly key: Buffer;
  readonly keyId: string;
}

export async function backupSource(keeping: Keeping, cabinet: RegisteredCabinet): Promise<BackupSource> {
  const path = keeping.storeIn(cabinet.directory);
  const keyId = keeping.keeper.keyIdOf(path);
  if (keyId === null) throw storeMissing(cabinet.name, cabinet.directory);
  return { path, keyId, key: await keeping.keys.find(keyId, path) };
}

/**
 * One encrypted file with its manifest, consistent whatever other commands write meanwhile; the act is traced in the cabinet.
 * @param to a file that does not exist, or a folder; the cabinet's own folder of backups when undefined
 */
export async function backupCabinet(
  keeping: Keeping,
  source: BackupSource,
  cabinet: OpenCabinet,
  options: { readonly to: string | undefined; readonly interrupted: AbortSignal },
): Promise<BackupMade> {
  const madeAt = cabinet.clock.now().toISOString();
  const file = await targetOf(keeping, cabinet.info.name, options.to, madeAt);
  const about = { segur: keeping.segur, madeAt, interrupted: options.interrupted };
  const manifest = await keeping.keeper.backup(source, file, about);
  const { sha256, bytes, keyId, counts } = manifest;
  await cabinet.traces.append([
    { kind: "cabinet.backup", at: madeAt, actor: cabinet.actor, data: { patients: counts.patients, bytes, sha256, keyId } },
  ]);
  return { file, manifest, key: await keeping.keys.place(keyId) };
}

/** `nord-20261125T101530Z.segur` */
async function targetOf(keeping: Keeping, name: string, to: string | undefined, madeAt: string): Promise<string> {
  const dated = `${name}-${stamp(madeAt)}.segur`;
  if (to === undefined) return join(keeping.backupFolder(name), dated);
  const wanted = keeping.absolute(to);
  return (await keeping.isFolder(wanted)) ? join(wanted, dated) : wanted;
}

/** An instant as a part of a file name: `20261125T101530Z`. */
function stamp(instant: string): string {
  return `${instant.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
