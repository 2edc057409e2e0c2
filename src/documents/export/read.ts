import { createHash } from "node:crypto";
import {
  EXPORT_FORMAT,
  MANIFEST,
  MANIFEST_SCHEMA,
  type ManifestFile,
  PATIENT_MANIFEST_SCHEMA,
  patientOfManifest,
  patientOfPath,
} from "./layout.js";
import type { RandomAccess } from "./random-access.js";
import { exportAltered, exportNewer, notExport } from "./read-errors.js";
import { type ArchivedFile, filesOf } from "./read-zip.js";

/** An export that was opened: its manifest is read, nothing else is yet believed. */
export interface OpenExport {
  /** SHA-256 of `manifest.json`: what names this export. */
  readonly sha256: string;
  /** As written; its own fields are checked by who uses them. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Number of patients that it announces. */
  readonly patients: number;
  /** The files that belong to no patient, then each patient, in the order of the archive, all held to the manifest. */
  walk(): AsyncGenerator<ArchivedPart>;
}

/** A patient of an export, or (`id` null) one file that belongs to none. */
export interface ArchivedPart {
  readonly id: string | null;
  readonly files: readonly ManifestFile[];
  /** The bytes of one file, held to its size and hash: the last piece comes only when all are right. @throws {SegurError} `export.altered` */
  open(path: string): AsyncIterable<Buffer>;
}

/**
 * A manifest has a line for each file that it names, and little else: by the files that are there, so that a small archive cannot cost
 * gigabytes (JSON takes thirty times its size once it is read).
 */
const MANIFEST_MAX = { base: 262_144, each: 320 } as const;

/** @throws {SegurError} `export.not_export`, `export.newer`, `export.altered` */
export async function openExport(archive: RandomAccess): Promise<OpenExport> {
  let last: Buffer | null = null;
  let files = 0;
  for await (const file of filesOf(archive)) {
    if (last !== null) throw exportAltered("unlisted", file.path);
    files += 1;
    if (file.path === MANIFEST) last = await whole(file, MANIFEST_MAX.base + files * MANIFEST_MAX.each);
  }
  if (last === null) throw notExport("Il n'a pas de manifest.json.");
  const manifest = jsonObject(last, MANIFEST);
  if (manifest.schema !== MANIFEST_SCHEMA && !String(manifest.schema).startsWith("segur.export.manifest/")) {
    throw notExport("Son manifest.json n'est pas celui d'un export de segur.");
  }
  if (typeof manifest.format === "number" && manifest.format > EXPORT_FORMAT) throw exportNewer(manifest.format, EXPORT_FORMAT);
  if (manifest.format !== EXPORT_FORMAT || manifest.schema !== MANIFEST_SCHEMA) throw exportAltered("json", MANIFEST);
  const top = listOf(manifest.files, MANIFEST);
  const patients = listOf(manifest.patients, MANIFEST);
  const sha256 = createHash("sha256").update(last).digest("hex");
  return { sha256, manifest, patients: patients.length, walk: () => walk(archive, top, patients) };
}

async function* walk(
  archive: RandomAccess,
  top: readonly ManifestFile[],
  patients: readonly ManifestFile[],
): AsyncGenerator<ArchivedPart> {
  const expected = new Map([...top, ...patients].map((file) => [file.path, file]));
  if (expected.size !== top.length + patients.length) throw exportAltered("json", MANIFEST);
  let group = new Map<string, ArchivedFile>();
  let of: string | null = null;
  for await (const file of filesOf(archive)) {
    if (file.path === MANIFEST) continue;
    const id = patientOfPath(file.path);
    if (of !== null && id !== of) throw exportAltered("unlisted", `patients/${of}/`);
    if (id === null) {
      const told = taken(expected, file.path);
      yield { id: null, files: [told], open: () => held(file, told) };
      continue;
    }
    of = id;
    if (group.has(file.path)) throw exportAltered("unlisted", file.path);
    group.set(file.path, file);
    if (patientOfManifest(file.path) === null) continue;
    yield await patientOf(id, group, taken(expected, file.path));
    group = new Map();
    of = null;
  }
  if (of !== null) throw exportAltered("unlisted", `patients/${of}/`);
  const [missing] = expected.keys();
  if (missing !== undefined) throw exportAltered("missing", missing);
}

function taken(expected: Map<string, ManifestFile>, path: string): ManifestFile {
  const told = expected.get(path);
  if (told === undefined) throw exportAltered("unlisted", path);
  expected.delete(path);
  return told;
}

async function patientOf(id: string, group: Map<string, ArchivedFile>, told: ManifestFile): Promise<ArchivedPart> {
  const own = group.get(told.path);
  if (own === undefined) throw exportAltered("missing", told.path);
  const pieces: Buffer[] = [];
  if (own.bytes > MANIFEST_MAX.base + group.size * MANIFEST_MAX.each) throw exportAltered("large", told.path);
  for await (const piece of held(own, told)) pieces.push(piece);
  const json = jsonObject(Buffer.concat(pieces), told.path);
  if (json.schema !== PATIENT_MANIFEST_SCHEMA || json.patient !== id) throw exportAltered("json", told.path);
  const files = listOf(json.files, told.path);
  const folder = told.path.slice(0, -MANIFEST.length);
  const byPath = new Map<string, readonly [ArchivedFile, ManifestFile]>();
  for (const file of files) {
    const found = group.get(folder + file.path);
    if (found === undefined || byPath.has(file.path)) throw exportAltered("missing", folder + file.path);
    if (found.bytes !== file.bytes) throw exportAltered("size", found.path);
    byPath.set(file.path, [found, file]);
  }
  for (const path of group.keys()) {
    if (path !== told.path && !byPath.has(path.slice(folder.length))) throw exportAltered("unlisted", path);
  }
  return {
    id,
    files,
    open(path) {
      const pair = byPath.get(path);
      if (pair === undefined) throw exportAltered("missing", folder + path);
      return held(...pair);
    },
  };
}

/** Holds a file to its manifest; its last piece is given once the whole is known to be right. */
async function* held(file: ArchivedFile, { bytes, sha256 }: ManifestFile): AsyncGenerator<Buffer> {
  if (file.bytes !== bytes) throw exportAltered("size", file.path);
  const hash = createHash("sha256");
  let waiting: Buffer | null = null;
  for await (const piece of file.open()) {
    hash.update(piece);
    if (waiting !== null) yield waiting;
    waiting = piece;
  }
  if (hash.digest("hex") !== sha256) throw exportAltered("hash", file.path);
  if (waiting !== null) yield waiting;
}

async function whole(file: ArchivedFile, most: number): Promise<Buffer> {
  if (file.bytes > most) throw exportAltered("large", file.path);
  const pieces: Buffer[] = [];
  for await (const piece of file.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

function jsonObject(bytes: Buffer, where: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw exportAltered("json", where, cause);
  }
  throw exportAltered("json", where);
}

function listOf(value: unknown, where: string): readonly ManifestFile[] {
  if (!Array.isArray(value)) throw exportAltered("json", where);
  return value.map((item: unknown) => {
    if (typeof item !== "object" || item === null) throw exportAltered("json", where);
    const { path, bytes, sha256 } = item as Partial<ManifestFile>;
    const right =
      typeof path === "string" && Number.isSafeInteger(bytes) && typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
    if (!right || bytes === undefined || bytes < 0) throw exportAltered("json", where);
    return { path, bytes, sha256 };
  });
}
