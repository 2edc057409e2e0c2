import { Readable } from "node:stream";
import type { Entry, ZipFile } from "yauzl";
import { SegurError } from "../../domain/errors.js";
import type { RandomAccess } from "./random-access.js";
import { exportAltered } from "./read-errors.js";

/** One file of the archive, as its directory announces it. */
export interface ArchivedFile {
  readonly path: string;
  /** Once decompressed. */
  readonly bytes: number;
  open(): AsyncIterable<Buffer>;
}

/** Bytes of one file once decompressed: a CDA around the largest document that is filed. */
const FILE_MAX = 300_000_000;
const RATIO = { most: 150, from: 1_000_000 } as const;
/** All that an export writes: ASCII, no folder that goes up, nothing absolute. */
const PATH = /^(?!.*(?:^|\/)\.)[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*){0,5}$/;

/**
 * The files of an archive in the order of its directory, one at a time: the directory of a large cabinet is never whole in memory.
 * What it announces is judged before a byte is decompressed; a file never gives more than was announced.
 * @param options `repacked`: by another program, whose folders are passed over and whose modes may say nothing
 * @throws {SegurError} `export.altered`
 */
export async function* filesOf(
  archive: RandomAccess,
  { repacked = false }: { readonly repacked?: boolean } = {},
): AsyncGenerator<ArchivedFile> {
  const zip = await open(archive);
  try {
    for (;;) {
      const entry = await next(zip);
      if (entry === null) return;
      // Folders, and the modes of other programs.
      if (repacked && entry.fileName.endsWith("/")) continue;
      refuse(entry, repacked);
      yield { path: entry.fileName, bytes: entry.uncompressedSize, open: () => contentOf(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

async function open(archive: RandomAccess): Promise<ZipFile> {
  const { fromRandomAccessReader, RandomAccessReader } = await import("yauzl");
  class Reader extends RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(ranges(archive, start, end));
    }
    // By itself it makes a stream for each line of the directory.
    override read(buffer: Buffer, offset: number, length: number, position: number, done: (error: Error | null) => void): void {
      archive.read(position, length).then(
        (bytes) => {
          bytes.copy(buffer, offset);
          done(null);
        },
        (error: Error) => done(error),
      );
    }
  }
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true } as const;
    fromRandomAccessReader(new Reader(), archive.size, options, (error, zip) =>
      error === null || error === undefined ? resolve(zip) : reject(damaged(error)),
    );
  });
}

const PIECE = 262_144;

async function* ranges(archive: RandomAccess, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += PIECE) yield await archive.read(at, Math.min(PIECE, end - at));
}

/** Null after the last one. */
function next(zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const clean = () => zip.removeAllListeners("entry").removeAllListeners("end").removeAllListeners("error");
    zip.once("entry", (entry: Entry) => {
      clean();
      resolve(entry);
    });
    zip.once("end", () => {
      clean();
      resolve(null);
    });
    zip.once("error", (error: Error) => {
      clean();
      reject(damaged(error));
    });
    zip.readEntry();
  });
}

function refuse(
  { fileName, uncompressedSize, compressedSize, externalFileAttributes, isEncrypted: _is, ...entry }: Entry,
  repacked: boolean,
): void {
  if (!PATH.test(fileName)) throw exportAltered("name", null);
  const type = (externalFileAttributes >>> 16) & 0o170000;
  if (type !== 0o100000 && !(repacked && type === 0)) throw exportAltered("name", null);
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw exportAltered("archive", fileName);
  if (uncompressedSize > FILE_MAX) throw exportAltered("large", fileName);
  if (uncompressedSize > RATIO.from && uncompressedSize > compressedSize * RATIO.most) throw exportAltered("ratio", fileName);
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) =>
      error === null || error === undefined ? resolve(opened) : reject(damaged(error)),
    );
  });
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch (error) {
    throw damaged(error);
  } finally {
    stream.destroy();
  }
}

/** What yauzl or zlib says of an archive; ours stays ours, and a failure of the disk too. */
function damaged(error: unknown): unknown {
  if (error instanceof SegurError || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (/^E[A-Z]+$/.test(code) && !code.startsWith("ERR_")) return error;
  return exportAltered("archive", null, error);
}
