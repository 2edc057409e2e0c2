import { createHash } from "node:crypto";
import { MANIFEST } from "./layout.js";
import type { RandomAccess } from "./random-access.js";
import { filesOf } from "./read-zip.js";

/** What of an archive is not as its own manifests say. */
export interface Fault {
  /** As `exportAltered` words it. */
  readonly what: "hash" | "size";
  readonly where: string;
}

/** Of all its manifests: of a larger export, only the layout is told. */
const MANIFESTS_MAX = 32_000_000;

/**
 * For an archive that is not laid out as ours, or does not hold to its manifests: the first file that is not the one of its manifest, in
 * whatever order they are, so that who repacked an export and changed a file is told the file. Null: every file that it has is right.
 */
export async function changedFile(archive: RandomAccess): Promise<Fault | null> {
  const told = new Map<string, { readonly bytes: number; readonly sha256: string }>();
  let read = 0;
  for await (const file of filesOf(archive, { repacked: true })) {
    const folder = /^(|patients\/P[1-9]\d{0,11}\/)manifest\.json$/.exec(file.path)?.[1];
    if (folder === undefined) continue;
    read += file.bytes;
    if (read > MANIFESTS_MAX) return null;
    for (const each of listed(await bytesOf(file.open()))) told.set(folder + each.path, each);
  }
  for await (const file of filesOf(archive, { repacked: true })) {
    const expected = told.get(file.path);
    if (expected === undefined || file.path === MANIFEST) continue;
    if (expected.bytes !== file.bytes) return { what: "size", where: file.path };
    const hash = createHash("sha256");
    for await (const piece of file.open()) hash.update(piece);
    if (hash.digest("hex") !== expected.sha256) return { what: "hash", where: file.path };
  }
  return null;
}

async function bytesOf(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

type Listed = { readonly path: string; readonly bytes: number; readonly sha256: string };

function listed(bytes: Buffer): readonly Listed[] {
  try {
    const { files, patients } = JSON.parse(bytes.toString("utf8")) as { files?: unknown; patients?: unknown };
    return [files, patients].flatMap((list) => (Array.isArray(list) ? (list as Listed[]) : [])).filter(isListed);
  } catch {
    return [];
  }
}

function isListed(value: unknown): value is Listed {
  if (typeof value !== "object" || value === null) return false;
  const { path, bytes, sha256 } = value as Partial<Listed>;
  return typeof path === "string" && typeof bytes === "number" && typeof sha256 === "string";
}
