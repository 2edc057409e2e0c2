import { createHash } from "node:crypto";
import { once } from "node:events";
import { PassThrough, type Readable } from "node:stream";
import type { ManifestFile } from "./layout.js";

/** Where the bytes of one file go; resolves when more may come. */
export type Sink = (chunk: Uint8Array) => Promise<void>;

/** A ZIP being written, one file after the other. */
export interface ArchiveWriter {
  /** The bytes of the archive. To be read while files are added, else adding waits. */
  readonly output: AsyncIterable<Buffer>;
  /**
   * Adds a file. Resolves once its bytes have gone, with what a manifest says of it.
   * @param write gives the bytes; what it throws ends the archive, whose reader is thrown the same
   */
  add(path: string, write: (sink: Sink) => Promise<void>): Promise<ManifestFile>;
  /** Closes the archive: its reader sees the end. */
  end(): void;
  /** Gives up: its reader is thrown the error. */
  fail(error: Error): void;
}

/** Compressed already: trying again costs time and gains nothing. */
const PACKED = /\.(?:pdf|jpe?g|png|tiff?)$/;

/**
 * The same files give the same bytes: no date but that of the format (1980-01-01), the same modes, no comment. ZIP64 comes by itself
 * beyond 65,535 files or 4 GiB. What is kept in memory is one line of the directory for each file, never a content.
 */
export async function createArchive(): Promise<ArchiveWriter> {
  const { ZipFile } = await import("yazl");
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  // Its reader is thrown it, even when it begins to read later.
  output.on("error", () => {});
  return {
    output: output as AsyncIterable<Buffer>,
    async add(path, write) {
      const options = {
        mtime: new Date(...FIRST_NOON),
        mode: 0o100600,
        forceDosTimestamp: true,
        compressionLevel: PACKED.test(path) ? 0 : 6,
      };
      const file = new PassThrough();
      // Whoever writes into it is thrown it; nobody else listens.
      file.on("error", () => {});
      const hash = createHash("sha256");
      let bytes = 0;
      // Destroyed with the archive, so that nobody waits for room in a file that no one reads any more.
      const gone = () => file.destroy(new Error("the archive is no longer written"));
      output.once("close", gone);
      zip.addReadStream(file, path, options);
      try {
        await write(async (chunk) => {
          if (file.destroyed) throw file.errored ?? new Error("the archive is no longer written");
          bytes += chunk.length;
          hash.update(chunk);
          if (!file.write(chunk)) await once(file, "drain");
        });
        const ended = once(file, "end");
        file.end();
        await ended;
      } catch (error) {
        output.destroy(error instanceof Error ? error : new Error(String(error)));
        file.destroy();
        throw error;
      } finally {
        output.off("close", gone);
      }
      return { path, bytes, sha256: hash.digest("hex") };
    },
    end: () => zip.end(),
    fail: (error) => {
      output.destroy(error);
    },
  };
}

/** The first day that ZIP can say, at noon, which no change of hour skips: written as local time, hence the same bits in every zone. */
const FIRST_NOON = [1980, 0, 1, 12] as const;
