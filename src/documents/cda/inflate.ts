import { pipeline, Readable } from "node:stream";
import { createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { SegurError } from "../../domain/errors.js";
import { binaryDamaged, tooLarge } from "./errors.js";

/** `@compression` of an ED (HL7 V3 data types): DF raw deflate, ZL zlib, GZ gzip; `Z` (compress) is not read. */
export function isKnownCompression(name: string): boolean {
  return ["DF", "ZL", "GZ"].includes(name);
}

/**
 * Decompresses as it comes. The first bytes decide, not the declaration: senders write DF over zlib and gzip streams.
 * @param limit bytes once decompressed, against bombs
 */
export async function* inflate(body: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer, void, undefined> {
  const source = body[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await source.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  if (head.length === 0) return;
  const all = async function* () {
    yield head;
    for (;;) {
      const next = await source.next();
      if (next.done === true) return;
      yield next.value;
    }
  };
  const decoder = decoderFor(head);
  pipeline(Readable.from(all(), { objectMode: false }), decoder, () => undefined);
  let size = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit, "binary");
      yield chunk;
    }
  } catch (error) {
    throw error instanceof SegurError ? error : binaryDamaged("Sa compression est incorrecte ou coupée.");
  } finally {
    decoder.destroy();
    await source.return?.();
  }
}

function decoderFor(head: Buffer) {
  const [first = 0, second = 0] = head;
  if (first === 0x1f && second === 0x8b) return createGunzip();
  // RFC 1950 §2.2: method 8, and the two bytes are a multiple of 31.
  return (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 ? createInflate() : createInflateRaw();
}
