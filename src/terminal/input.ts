import { constants, createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { SegurError } from "../domain/errors.js";
import { NOT_A_FILE, openRegular } from "../platform/files.js";
import { aside } from "./aside.js";
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

/** A pipe has no end that one could wait for, and a device none at all. The path is the user's own words. */
function notAFile(path: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "input.not_a_file",
    message: `« ${path} » n'est pas un fichier.`,
    why: "C'est un tube, un périphérique ou une prise réseau.",
    advice: "Donnez un fichier, ou « - » pour lire l'entrée standard.",
  });
}

export interface InputOptions {
  /** Nothing but a file of a disk, or stdin: no pipe with a name, no device. */
  readonly fileOnly?: boolean;
}

/** Bytes of a file, or of stdin for `-`, as they come; the file is known to be readable once the promise resolves. */
export async function openInput(path: string, io: Io, { fileOnly = false }: InputOptions = {}): Promise<AsyncIterable<Buffer>> {
  if (path === "-") {
    if ("isTTY" in io.stdin && io.stdin.isTTY === true) aside(io, TEXTS.stdinWait);
    return bytes("-", io.stdin);
  }
  let handle: FileHandle | null = null;
  try {
    // A pipe with a name would otherwise be waited for, without a way out; Windows has no such flag.
    handle = await open(path, fileOnly ? constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) : "r");
    const stat = await handle.stat();
    if (stat.isDirectory()) throw Object.assign(new Error("directory"), { code: "EISDIR" });
    if (fileOnly && !stat.isFile()) throw notAFile(path);
    return bytes(path, createReadStream("", { fd: handle }));
  } catch (cause) {
    await handle?.close();
    // A socket cannot even be opened.
    if (fileOnly && systemCode(cause) === "ENXIO") throw notAFile(path);
    throw cause instanceof SegurError ? cause : unreadable(path, cause);
  }
}

async function* bytes(path: string, stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
  } catch (cause) {
    throw cause instanceof SegurError ? cause : unreadable(path, cause);
  }
}

/** A file of a disk that is read anywhere in it; whoever opened it closes it. Errors are those of {@link openInput}. */
export async function openRandom(path: string): Promise<{
  readonly size: number;
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}> {
  let handle: FileHandle | null = null;
  try {
    const file = await openRegular(path);
    handle = file;
    const { size } = await file.stat();
    return {
      size,
      async read(position, length) {
        const buffer = Buffer.allocUnsafe(length);
        for (let done = 0; done < length; ) {
          const { bytesRead } = await file.read(buffer, done, length - done, position + done).catch((cause: unknown) => {
            throw unreadable(path, cause);
          });
          // Somebody shortened it meanwhile.
          if (bytesRead === 0) throw unreadable(path, Object.assign(new Error("short"), { code: "EIO" }));
          done += bytesRead;
        }
        return buffer;
      },
      close: () => file.close(),
    };
  } catch (cause) {
    await handle?.close();
    if (systemCode(cause) === NOT_A_FILE || systemCode(cause) === "ENXIO") throw notAFile(path);
    throw cause instanceof SegurError ? cause : unreadable(path, cause);
  }
}
