import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { SegurError } from "../domain/errors.js";
import { systemCode, systemReason } from "./errors.js";
import type { Io } from "./io.port.js";
import { TEXTS } from "./texts.fr.js";

/** The file given by the user cannot be read. The path is the user's own words. */
function unreadable(path: string, cause: unknown): SegurError {
  const code = systemCode(cause);
  const storage = code === "EACCES" || code === "EPERM" || code === "EIO" || code === "EMFILE";
  const suffix = code === "ENOENT" ? "missing" : code === "EISDIR" ? "directory" : storage ? "denied" : "unreadable";
  return new SegurError({
    kind: storage ? "storage" : "input",
    code: `input.file_${suffix}`,
    message: `Impossible de lire le fichier « ${path} ».`,
    why: systemReason(cause),
    advice:
      code === "ENOENT"
        ? "Vérifiez le chemin, ou donnez « - » pour lire l'entrée standard."
        : code === "EISDIR"
          ? "Donnez le chemin d'un fichier, pas celui d'un dossier."
          : "Vérifiez les droits de lecture de ce fichier, ou donnez « - » pour lire l'entrée standard.",
    cause,
  });
}

/** Bytes of a file, or of stdin for `-`, as they come; the file is known to be readable once the promise resolves. */
export async function openInput(path: string, io: Io): Promise<AsyncIterable<Buffer>> {
  if (path === "-") {
    if ("isTTY" in io.stdin && io.stdin.isTTY === true) io.err(`${TEXTS.stdinWait}\n`);
    return bytes("-", io.stdin);
  }
  try {
    const handle = await open(path, "r");
    if (!(await handle.stat()).isDirectory()) return bytes(path, createReadStream("", { fd: handle }));
    await handle.close();
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path, Object.assign(new Error("directory"), { code: "EISDIR" }));
}

async function* bytes(path: string, stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
  } catch (cause) {
    throw cause instanceof SegurError ? cause : unreadable(path, cause);
  }
}
