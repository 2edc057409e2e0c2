import { crc32, inflateRawSync } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { SegurError } from "../../domain/errors.js";
import { xdmRefused } from "./read-errors.js";

/** What an archive may be, at most (mss.md §2.6). */
export const ZIP_LIMITS = {
  entries: 200,
  entryBytes: 20_000_000,
  totalBytes: 50_000_000,
  /** Of what is over {@link ratioFrom}: the XML of an honest document shrinks twenty-fold, a bomb a thousand-fold. */
  ratio: 150,
  ratioFrom: 1_000_000,
} as const;

/** One file of an archive. */
export interface ZipEntry {
  /** With its folders, parted by `/`, as written. */
  readonly name: string;
  /** As announced; {@link bytes} refuses what lies. */
  readonly size: number;
  /** @throws {SegurError} `xdm.size_lies`, `xdm.checksum`, `xdm.method`, `xdm.damaged` */
  bytes(): Buffer;
}

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of an archive, without folders, in its order. Everything that its directory announces is judged before a byte of it is
 * decompressed. All in memory: what a message holds is never written in clear.
 * @throws {SegurError} one of {@link XDM_REFUSALS}
 */
export async function readZip(archive: Buffer): Promise<readonly ZipEntry[]> {
  const { fromBuffer, getFileNameLowLevel } = await import("yauzl");
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // Names are decoded here: yauzl would mend some of them in silence.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false } as const;
    fromBuffer(archive, options, (error, opened) => (error === null ? resolve(opened) : reject(refusal(error))));
  });
  if (zip.entryCount > ZIP_LIMITS.entries) throw xdmRefused("xdm.too_many_entries", { limit: ZIP_LIMITS.entries });
  const found = await entriesOf(zip);
  const names = new Set<string>();
  const entries: ZipEntry[] = [];
  let total = 0;
  for (const { entry, start } of found) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    refuseName(name, names);
    const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
    if (type !== 0 && type !== REGULAR && type !== DIRECTORY) throw xdmRefused("xdm.link");
    if (entry.isEncrypted()) throw xdmRefused("xdm.encrypted");
    total += refuseSize(entry);
    if (total > ZIP_LIMITS.totalBytes) throw xdmRefused("xdm.too_large", { limit: ZIP_LIMITS.totalBytes });
    if (name.endsWith("/") || type === DIRECTORY) continue;
    entries.push({ name, size: entry.uncompressedSize, bytes: () => contentOf(archive, entry, start) });
  }
  return entries;
}

/** Directory entries with where their data begins. */
function entriesOf(zip: ZipFile): Promise<{ entry: Entry; start: number }[]> {
  return new Promise((resolve, reject) => {
    const found: { entry: Entry; start: number }[] = [];
    zip.on("error", (error) => reject(refusal(error)));
    zip.on("end", () => resolve(found));
    zip.on("entry", (entry: Entry) => {
      zip.readLocalFileHeader(entry, { minimal: true }, (error, header) => {
        if (error !== null && error !== undefined) return reject(refusal(error));
        found.push({ entry, start: header.fileDataStart });
        zip.readEntry();
      });
    });
    zip.readEntry();
  });
}

function refuseName(name: string, names: Set<string>): void {
  if (name === "" || /\p{Cc}/u.test(name)) throw xdmRefused("xdm.name");
  if (name.includes("\\")) throw xdmRefused("xdm.backslash");
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) throw xdmRefused("xdm.absolute");
  if (name.split("/").includes("..")) throw xdmRefused("xdm.traversal");
  // Case, width and accents aside: two names that one file system would take for one.
  const key = name.normalize("NFKC").toLowerCase().replace(/\/$/, "");
  if (names.has(key)) throw xdmRefused("xdm.duplicate");
  names.add(key);
}

/** Bytes that an entry announces. */
function refuseSize({ uncompressedSize: size, compressedSize: packed, compressionMethod: method }: Entry): number {
  if (size > ZIP_LIMITS.entryBytes) throw xdmRefused("xdm.entry_too_large", { limit: ZIP_LIMITS.entryBytes });
  if (method === STORED && size !== packed) throw xdmRefused("xdm.size_lies");
  if (size > ZIP_LIMITS.ratioFrom && size > packed * ZIP_LIMITS.ratio) throw xdmRefused("xdm.ratio", { limit: ZIP_LIMITS.ratio });
  return size;
}

function contentOf(archive: Buffer, entry: Entry, start: number): Buffer {
  const packed = archive.subarray(start, start + entry.compressedSize);
  const bytes = entry.compressionMethod === STORED ? packed : inflated(packed, entry);
  if (bytes.length !== entry.uncompressedSize) throw xdmRefused("xdm.size_lies");
  if (crc32(bytes) !== entry.crc32) throw xdmRefused("xdm.checksum");
  return bytes;
}

/** Never a byte more than was announced: a bomb that hides its size is stopped there. */
function inflated(packed: Buffer, { compressionMethod, uncompressedSize }: Entry): Buffer {
  if (compressionMethod !== DEFLATED) throw xdmRefused("xdm.method");
  try {
    // In one piece for most documents: pieces of 16 KiB take a third longer. Only what was announced is ever asked for.
    const chunkSize = Math.min(Math.max(uncompressedSize, 1_024), 1_048_576);
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, uncompressedSize), chunkSize });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ERR_BUFFER_TOO_LARGE") throw xdmRefused("xdm.size_lies");
    if (code === "Z_DATA_ERROR" || code === "Z_BUF_ERROR") throw xdmRefused("xdm.damaged", undefined, error);
    throw error;
  }
}

/** What yauzl says of an archive; a failure of the machine (memory) stays one: it is no fault of the archive. */
function refusal(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof SegurError || isOfMachine(error)) return error;
  if (/strong encryption/.test(error.message)) return xdmRefused("xdm.encrypted");
  return xdmRefused("xdm.damaged", undefined, error);
}

function isOfMachine(error: Error): boolean {
  const code = "code" in error ? String(error.code) : "";
  return /^(ENOMEM|ERR_MEMORY_ALLOCATION_FAILED|Z_MEM_ERROR)$/.test(code) || /allocation failed/i.test(error.message);
}
