import { SegurError } from "../domain/errors.js";
import { type Draft, openDraft as openPrivateDraft } from "../platform/files.js";
import { systemCode, systemReason } from "./errors.js";

export type { Draft };

/**
 * Starts a file that the user asked for, readable by its owner only (it may hold identities): written beside, so that a
 * failure never leaves half a file nor destroys the one that was there. Errors are French and name the path.
 */
export async function openDraft(path: string): Promise<Draft> {
  const draft = await told(path, () => openPrivateDraft(path));
  return {
    write: (content) => told(path, () => draft.write(content)),
    keep: () => told(path, () => draft.keep()),
    drop: () => draft.drop(),
  };
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
