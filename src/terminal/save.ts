import { lstat } from "node:fs/promises";
import { SegurError } from "../domain/errors.js";
import type { Machine } from "../domain/ports.js";
import { type Draft, makePrivateFolder, openDraft as openPrivateDraft } from "../platform/files.js";
import { systemCode, systemReason } from "./errors.js";

export type { Draft };

/**
 * Starts a file that the user asked for, readable by its owner only (it may hold identities): written beside, so that a
 * failure never leaves half a file nor destroys the one that was there. Errors are French and name the path.
 * @param options `partOf`: of a long job, as {@link openPrivateDraft} says
 */
export async function openDraft(path: string, options: { readonly partOf?: Machine } = {}): Promise<Draft> {
  const draft = await told(path, () => openPrivateDraft(path, options));
  return {
    write: (content) => told(path, () => draft.write(content)),
    keep: () => told(path, () => draft.keep()),
    keepNew: () =>
      told(path, () =>
        draft.keepNew().catch((cause: unknown) => {
          throw systemCode(cause) === "EEXIST" ? fileExists(path) : cause;
        }),
      ),
    drop: () => draft.drop(),
  };
}

/** Makes the folder that files are asked for in, for its owner only, where there is none. */
export async function makeFolder(path: string): Promise<void> {
  await told(path, () => makePrivateFolder(path));
}

/** A file that is there (a broken link counts: somebody put it there) is kept. @throws {SegurError} `output.file_exists` */
export async function refuseExisting(path: string): Promise<void> {
  if ((await lstat(path).catch(() => null)) !== null) throw fileExists(path);
}

/** Writes a whole file at once, under the same rules. */
export async function saveFile(path: string, content: string | Uint8Array): Promise<void> {
  const draft = await openDraft(path);
  try {
    await draft.write(content);
    await draft.keep();
  } finally {
    await draft.drop();
  }
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof SegurError || systemCode(cause) === undefined ? cause : unwritable(path, cause);
  }
}

/** Never overwritten without being asked. The path is the user's own words. */
function fileExists(path: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "output.file_exists",
    message: `Le fichier « ${path} » existe déjà ; il n'a pas été modifié.`,
    advice: "Donnez un autre nom, ou ajoutez --force pour le remplacer.",
  });
}

function unwritable(path: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "output.file_unwritable",
    message: `Impossible d'écrire le fichier « ${path} ».`,
    why: systemReason(cause),
    advice: "Choisissez un dossier où vous avez le droit d'écrire, et vérifiez la place sur le disque.",
    cause,
  });
}
