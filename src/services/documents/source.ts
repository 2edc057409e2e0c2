import { HEAD_BYTES, type MediaType, sniffMediaType } from "../../documents/media-type.js";
import { fileEmpty, fileTooLarge, kindUnknown } from "./errors.js";

/** The largest document that is filed, in bytes. */
export const MAX_BYTES = 100_000_000;

/** A file whose kind is known, still to be read, once. */
export interface Sniffed {
  readonly mediaType: MediaType;
  /** Whole, its beginning included. @throws `document.too_large` */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Reads the beginning of a file to tell its kind.
 * @throws {SegurError} `document.empty`, `document.kind_unknown`
 */
export async function sniff(source: AsyncIterable<Uint8Array>): Promise<Sniffed> {
  const reader = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const { value, done } = await reader.next();
    if (done === true) break;
    first.push(value);
    size += value.length;
  }
  const head = Buffer.concat(first);
  const mediaType = sniffMediaType(head);
  const problem = head.every(isBlank) ? fileEmpty() : mediaType === null ? kindUnknown() : null;
  // The file is closed: nobody will read on.
  if (problem !== null || mediaType === null) {
    await reader.return?.();
    throw problem;
  }
  return { mediaType, bytes: rest(head, reader) };
}

/** A file of white space is as empty as one of no bytes, but may go on after its beginning. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

async function* rest(head: Uint8Array, reader: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = head.length;
  try {
    if (size > 0) yield head;
    for (;;) {
      const { value, done } = await reader.next();
      if (done === true) return;
      size += value.length;
      if (size > MAX_BYTES) throw fileTooLarge(MAX_BYTES);
      yield value;
    }
  } finally {
    await reader.return?.();
  }
}
