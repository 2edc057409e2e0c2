import { createHash } from "node:crypto";
import { isZip, openArchive } from "../../documents/directory/archive.js";
import { badArchive, notAnExtraction } from "../../documents/directory/errors.js";
import { extractionDate, extractionKind } from "../../documents/directory/extraction.js";
import { SegurError } from "../../domain/errors.js";
import { extractionFingerprint } from "./errors.js";

export interface ImportSource {
  /** Name of the file: it may hold the date of the extraction. */
  readonly name: string | null;
  readonly bytes: AsyncIterable<Buffer>;
}

export interface ImportOptions {
  /** SHA-1 of the file as its publisher gives it, hexadecimal. */
  readonly sha1?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Lines read so far, now and then. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** An extraction whose first bytes were read. */
export interface TextOfExtraction {
  readonly kind: "mailboxes" | "people";
  readonly bytes: AsyncIterable<Buffer>;
  readonly extractedAt: string | null;
  /** Of the whole file, once it was read. */
  sha256(): string;
  /** The items, refused at the end when the file is not the one that was announced. */
  checked<T>(items: AsyncIterable<T>): AsyncIterable<T>;
}

/** An archive is read from memory, its text as it comes: today 20 MB for the mailboxes, some 200 for the people. */
const MOST_ARCHIVE = 600_000_000;
/** Where a line of headings has ended. */
const MOST_HEADINGS = 64 * 1024;
const EVERY = 20_000;

/** Opens an extraction, ZIP or text: what it is, is told by its first bytes and its headings, not by its name. @throws {SegurError} `directory.*` */
export async function openText(source: ImportSource, { sha1 }: ImportOptions): Promise<TextOfExtraction> {
  const hashes = { sha256: createHash("sha256"), ...(sha1 === undefined ? {} : { sha1: createHash("sha1") }) };
  const { name, bytes } = await textOf(source, hashed(source.bytes, hashes));
  const iterator = bytes[Symbol.asyncIterator]();
  const start = await startOf(iterator, (read) => /[\r\n]/.test(read.toString("latin1")) || read.length > MOST_HEADINGS);
  const kind = extractionKind(start.toString("utf8").split(/\r|\n/, 1)[0] ?? "");
  if (kind === null) {
    await iterator.return?.();
    throw notAnExtraction(["Type de BAL", "Adresse BAL"]);
  }
  let sha256: string | null = null;
  return {
    kind,
    bytes: following(start, { [Symbol.asyncIterator]: () => iterator }),
    extractedAt: extractionDate(name ?? "") ?? extractionDate(source.name ?? ""),
    sha256: () => (sha256 ??= hashes.sha256.digest("hex")),
    async *checked(items) {
      yield* items;
      // The last byte was read: the file is the one that was announced, or it is not loaded.
      if (sha1 !== undefined && hashes.sha1?.digest("hex") !== sha1.toLowerCase()) throw extractionFingerprint();
    },
  };
}

/** The same items, as long as nobody interrupts. */
export async function* watched<T>(items: AsyncIterable<T>, { signal, onProgress }: ImportOptions): AsyncGenerator<T> {
  let done = 0;
  for await (const item of items) {
    if (signal?.aborted === true) throw importInterrupted();
    yield item;
    done += 1;
    if (done % EVERY === 0) onProgress?.(done);
  }
}

async function* hashed(bytes: AsyncIterable<Buffer>, hashes: Readonly<Record<string, ReturnType<typeof createHash>>>) {
  for await (const chunk of bytes) {
    for (const hash of Object.values(hashes)) hash.update(chunk);
    yield chunk;
  }
}

async function textOf(source: ImportSource, bytes: AsyncGenerator<Buffer>): Promise<ImportSource> {
  const start = await startOf(bytes, (read) => read.length >= 4);
  if (!isZip(start)) return { name: source.name, bytes: following(start, bytes) };
  const parts: Uint8Array[] = [start];
  let size = start.length;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MOST_ARCHIVE) throw badArchive("Elle dépasse 600 Mo.");
    parts.push(chunk);
  }
  return openArchive(Buffer.concat(parts));
}

async function startOf(bytes: AsyncIterator<Buffer>, isEnough: (read: Buffer) => boolean): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (!isEnough(start)) {
    const { value, done } = await bytes.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  return start;
}

async function* following(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}

function importInterrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "directory.import_interrupted",
    message: "Interrompu : l'annuaire n'a pas été chargé.",
    why: "La copie d'avant, s'il y en a une, sert toujours.",
    advice: "Relancez la même commande.",
  });
}
