import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SegurError } from "../domain/errors.js";
import { makePrivateFolder, replaceFile } from "../platform/files.js";
import { systemCode, systemReason } from "../terminal/errors.js";

/** Makes a folder (and its parents) that only its owner can enter. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makePrivateFolder(path);
  } catch (cause) {
    throw storageError("files.folder", `Impossible de créer le dossier « ${path} ».`, cause);
  }
}

/** The JSON value of a file, or undefined when there is no such file. */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") return undefined;
    throw storageError("files.read", `Impossible de lire le fichier « ${path} ».`, cause);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new SegurError({
      kind: "config",
      code: "files.json",
      message: `Le fichier « ${path} » n'est pas du JSON valide.`,
      why: "Il a été modifié à la main ou abîmé.",
      advice: "Corrigez-le, ou renommez-le pour repartir de zéro.",
      cause,
    });
  }
}

/** A JSON file that people can read too; replaced at once, so that a reader sees the old one or the new one. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await makeFolder(dirname(path));
  try {
    await replaceFile(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw storageError("files.write", `Impossible d'écrire le fichier « ${path} ».`, cause);
  }
}

/** A `storage` error that names the path and the system's reason. */
export function storageError(code: string, message: string, cause: unknown): SegurError {
  if (cause instanceof SegurError) return cause;
  return new SegurError({
    kind: "storage",
    code,
    message,
    why: systemReason(cause),
    advice: "Vérifiez le chemin, les droits et la place libre, puis relancez la commande.",
    cause,
  });
}
