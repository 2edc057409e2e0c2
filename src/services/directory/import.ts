import { createHash } from "node:crypto";
import { isZip, openArchive } from "../../documents/directory/archive.js";
import { badArchive } from "../../documents/directory/errors.js";
import { type Extraction, extractionDate, readExtraction } from "../../documents/directory/extraction.js";
import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../cabinet.port.js";
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
  /** Mailboxes read so far, now and then. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

export interface ImportReport {
  readonly mailboxes: number;
  readonly duplicates: number;
  /** Lines that name no mailbox. */
  readonly refused: number;
  readonly extractedAt: string | null;
  readonly sha256: string;
}

/**
 * Downloads the extraction and loads it. Null when the copy is already the one that is published, told by its name, without downloading.
 * @throws {SegurError} `directory.*`
 */
export async function downloadExtraction(
  cabinet: Pick<OpenCabinet, "directory" | "clock">,
  { force = false, ...options }: ImportOptions & { readonly force?: boolean } = {},
): Promise<ImportReport | null> {
  const source = await cabinet.directory.extraction();
  const known = (await (await cabinet.directory.copy()).info().catch(() => null))?.extractedAt ?? null;
  const latest = force || known === null ? null : await source.latest(options.signal);
  if (latest !== null && known !== null && extractionDate(latest) === known) return null;
  return importExtraction(cabinet, await source.download(options.signal), options);
}

/** An archive is read from memory, its text as it comes: today 20 MB for 90. */
const MOST_ARCHIVE = 200_000_000;
const EVERY = 20_000;

/**
 * Replaces the offline copy by an extraction, ZIP or text (ANN/va1.01). Nothing is replaced when anything is wrong with it.
 * @throws {SegurError} `directory.*`
 */
export async function importExtraction(
  cabinet: Pick<OpenCabinet, "directory" | "clock">,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const hashes = { sha256: createHash("sha256"), sha1: createHash("sha1") };
  const { name, bytes } = await textOf(source, hashed(source.bytes, hashes));
  const extractedAt = extractionDate(name ?? "") ?? extractionDate(source.name ?? "");
  const extraction = readExtraction(bytes);
  let sha256 = "";
  const checked = async function* () {
    yield* watched(extraction, options);
    // The last byte was read: the file is the one that was announced, or it is not loaded.
    sha256 = hashes.sha256.digest("hex");
    if (options.sha1 !== undefined && hashes.sha1.digest("hex") !== options.sha1.toLowerCase()) throw extractionFingerprint();
  };
  const importedAt = cabinet.clock.now().toISOString();
  const copy = await cabinet.directory.copy();
  const counts = await copy.import(checked(), { extractedAt, importedAt, sha256: () => sha256 });
  return { ...counts, refused: extraction.counts().refused, extractedAt, sha256 };
}

async function* watched({ mailboxes }: Extraction, { signal, onProgress }: ImportOptions) {
  let done = 0;
  for await (const mailbox of mailboxes) {
    if (signal?.aborted === true) throw importInterrupted();
    yield mailbox;
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

/** The text itself, whatever it came in: told by the first bytes, not by the name. */
async function textOf(source: ImportSource, bytes: AsyncGenerator<Buffer>): Promise<ImportSource> {
  const head: Uint8Array[] = [];
  for (let size = 0; size < 4; ) {
    const { value, done } = await bytes.next();
    if (done === true) break;
    head.push(value);
    size += value.length;
  }
  const start = Buffer.concat(head);
  if (!isZip(start)) return { name: source.name, bytes: following(start, bytes) };
  const parts: Uint8Array[] = [start];
  let size = start.length;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MOST_ARCHIVE) throw badArchive("Elle dépasse 200 Mo.");
    parts.push(chunk);
  }
  return openArchive(Buffer.concat(parts));
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
