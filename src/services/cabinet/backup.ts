import { dirname, join } from "node:path";
import { SegurError } from "../../domain/errors.js";
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
  const about = { segur: keeping.segur, madeAt, interrupted: options.interrupted };
  const { file, manifest } = await writeTo(await targetsOf(keeping, cabinet.info.name, options.to, madeAt), (target) =>
    keeping.keeper.backup(source, target, about),
  );
  const { sha256, bytes, keyId, counts } = manifest;
  await cabinet.traces.append([
    { kind: "cabinet.backup", at: madeAt, actor: cabinet.actor, data: { patients: counts.patients, bytes, sha256, keyId } },
  ]);
  return { file, manifest, key: await keeping.keys.place(keyId) };
}

/** The first target that does not exist: two backups of one second each have their own name. */
async function writeTo(targets: readonly string[], write: (target: string) => Promise<BackupManifest>) {
  for (const [index, file] of targets.entries()) {
    try {
      return { file, manifest: await write(file) };
    } catch (error) {
      const taken = error instanceof SegurError && error.code === "backup.exists" && index < targets.length - 1;
      if (!taken) throw error;
    }
  }
  throw new TypeError("a backup has a target");
}

/**
 * `nord-20261125T101530Z.segur` in the usual folder or the one that was named (then `-2`, `-3`…), or the very file that was named. A disk
 * that is not plugged in is no folder: nothing is made in its place.
 */
async function targetsOf(keeping: Keeping, name: string, to: string | undefined, madeAt: string): Promise<readonly string[]> {
  const dated = (folder: string) =>
    ["", "-2", "-3", "-4", "-5"].map((again) => join(folder, `${name}-${stamp(madeAt)}${again}.segur`));
  if (to === undefined) return dated(keeping.backupFolder(name));
  const wanted = keeping.absolute(to);
  if (await keeping.isFolder(wanted)) return dated(wanted);
  if (!wanted.endsWith(".segur") || !(await keeping.isFolder(dirname(wanted)))) throw backupNowhere(wanted);
  return [wanted];
}

function backupNowhere(path: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "backup.nowhere",
    message: `La sauvegarde ne peut pas aller dans « ${path} ».`,
    why: "Ce n'est ni un dossier qui existe, ni un fichier « ….segur » dans un dossier qui existe (le disque est-il branché ?).",
    advice: "segur cabinet backup --to DOSSIER   (sans --to : dans le dossier habituel)",
  });
}

/** An instant as a part of a file name: `20261125T101530Z`. */
function stamp(instant: string): string {
  return `${instant.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
