import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type FileHandle, lstat, open } from "node:fs/promises";
import type { Environment } from "../domain/ports.js";
import { FILE_MODE, openDraft, openRegular } from "../platform/files.js";
import { backupDamaged, backupExists, backupInterrupted, backupUnreadable, notABackup } from "./backup-errors.js";
import { codeOf, translateStoreError } from "./errors.js";
import type { BackupManifest, StoreCounts } from "./keeper.port.js";

/**
 * A backup is one file: a line of JSON (the manifest, readable without the key), a line `hmac-sha256:…` (its authentication by the
 * key), then the encrypted store as it is: `tail -n +3 FILE` is a SQLCipher database.
 */
const LINE = /^hmac-sha256:([0-9a-f]{64})$/;
/** The two lines fit in it. */
const HEAD_BYTES = 16 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** SHA-256 and length of a file. */
export async function digest(path: string, interrupted: AbortSignal): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "r");
  try {
    for await (const chunk of chunks(file, 0, interrupted)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Writes the backup file, whole or not at all. */
export async function writeBackup(
  target: string,
  manifest: BackupManifest,
  content: string,
  key: Buffer,
  interrupted: AbortSignal,
): Promise<void> {
  const line = JSON.stringify(manifest);
  const draft = await openDraft(target);
  try {
    await draft.write(`${line}\nhmac-sha256:${mac(key, line).toString("hex")}\n`);
    const file = await open(content, "r");
    try {
      for await (const chunk of chunks(file, 0, interrupted)) await draft.write(chunk);
    } finally {
      await file.close();
    }
    await draft.keepNew().catch((error: unknown) => {
      throw codeOf(error) === "EEXIST" ? backupExists(target) : error;
    });
  } finally {
    await draft.drop();
  }
}

/** @throws `backup.exists` */
export async function refuseExisting(target: string): Promise<void> {
  try {
    // Not opened: a pipe would wait for its writer.
    await lstat(target);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  throw backupExists(target);
}

/** The manifest as the file says it, when the file is as long as it says. @throws `backup.not_a_backup`, `backup.damaged` */
export async function readManifest(path: string): Promise<BackupManifest> {
  return withBackup(path, async ({ manifest }) => manifest);
}

/** Writes the store of a backup to a new file, everything verified. @throws `backup.damaged`, `storage.full`… */
export async function unpackBackup(path: string, key: Buffer, to: string, interrupted: AbortSignal): Promise<BackupManifest> {
  return withBackup(path, async ({ file, line, seal, start, manifest }) => {
    if (!timingSafeEqual(mac(key, line), seal)) throw backupDamaged(path, "Son en-tête ne correspond pas à sa clé.");
    const hash = createHash("sha256");
    const made = await open(to, "wx", FILE_MODE).catch((error: unknown) => {
      throw translateStoreError(to, error);
    });
    try {
      for await (const chunk of chunks(file, start, interrupted)) {
        hash.update(chunk);
        await made.writeFile(chunk);
      }
      await made.sync();
    } catch (error) {
      throw translateStoreError(to, error);
    } finally {
      await made.close();
    }
    if (hash.digest("hex") !== manifest.sha256)
      throw backupDamaged(path, "Son contenu ne correspond pas à son empreinte SHA-256.");
    return manifest;
  });
}

interface OpenBackup {
  readonly file: FileHandle;
  /** The manifest's line, as it was written. */
  readonly line: string;
  readonly seal: Buffer;
  /** Where the store starts. */
  readonly start: number;
  readonly manifest: BackupManifest;
}

async function withBackup<T>(path: string, work: (backup: OpenBackup) => Promise<T>): Promise<T> {
  const unreadable = (error: unknown) => {
    throw backupUnreadable(path, codeOf(error), error);
  };
  const file = await openRegular(path).catch(unreadable);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0).catch(unreadable);
    const text = head.subarray(0, bytesRead);
    const first = text.indexOf("\n");
    const second = text.indexOf("\n", first + 1);
    if (first <= 0 || second < 0) throw notABackup(path);
    const line = text.toString("utf8", 0, first);
    const seal = LINE.exec(text.toString("latin1", first + 1, second))?.[1];
    const manifest = parseManifest(line);
    if (manifest === null) throw notABackup(path);
    if (seal === undefined) throw backupDamaged(path, "Son en-tête est illisible.");
    const { size } = await file.stat();
    const whole = second + 1 + manifest.bytes;
    if (size !== whole) {
      const how = size < whole ? "coupée" : "trop longue";
      throw backupDamaged(path, `Elle fait ${size} octets au lieu de ${whole} : elle est ${how}.`);
    }
    return await work({ file, line, seal: Buffer.from(seal, "hex"), start: second + 1, manifest });
  } finally {
    await file.close();
  }
}

/** A key of its own for the seal: the key of the cabinet does one thing. */
function mac(key: Buffer, line: string): Buffer {
  const own = createHmac("sha256", key).update("segur-backup-manifest/1").digest();
  return createHmac("sha256", own).update(line, "utf8").digest();
}

async function* chunks(file: FileHandle, start: number, interrupted: AbortSignal): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let position = start; ; ) {
    if (interrupted.aborted) throw backupInterrupted();
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

const ENVIRONMENTS: readonly Environment[] = ["sandbox", "bas", "production"];
const COUNTS = ["patients", "traces", "runs", "reviews"] as const;

function parseManifest(line: string): BackupManifest | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const text = (name: string, shape: RegExp) => {
    const found = fields.get(name);
    return typeof found === "string" && shape.test(found) ? found : null;
  };
  const whole = (found: unknown) => (Number.isSafeInteger(found) && Number(found) >= 0 ? Number(found) : null);
  const environment = ENVIRONMENTS.find((known) => known === fields.get("environment"));
  const cabinet = text("cabinet", /^[a-z0-9][a-z0-9-]{0,39}$/);
  const instanceId = text("instanceId", /^[\w-]{1,64}$/);
  const madeAt = text("madeAt", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  const segur = text("segur", /^[\w.+-]{1,40}$/);
  const keyId = text("keyId", /^[0-9a-f]{32}$/);
  const sha256 = text("sha256", /^[0-9a-f]{64}$/);
  const [format, bytes] = [whole(fields.get("format")), whole(fields.get("bytes"))];
  const counts = readCounts(fields.get("counts"), whole);
  if (fields.get("schema") !== "segur.backup/1" || environment === undefined || counts === null) return null;
  if (cabinet === null || instanceId === null || madeAt === null || segur === null || keyId === null) return null;
  if (sha256 === null || format === null || bytes === null) return null;
  return { schema: "segur.backup/1", cabinet, environment, instanceId, madeAt, segur, format, keyId, counts, bytes, sha256 };
}

function readCounts(value: unknown, whole: (found: unknown) => number | null): StoreCounts | null {
  if (typeof value !== "object" || value === null) return null;
  const found = new Map<string, unknown>(Object.entries(value));
  const [patients, traces, runs, reviews] = COUNTS.map((name) => whole(found.get(name)));
  // A backup of format 1 has no documents.
  const documents = found.has("documents") ? whole(found.get("documents")) : 0;
  if (patients == null || traces == null || runs == null || reviews == null || documents === null) return null;
  return { patients, traces, runs, reviews, documents };
}
