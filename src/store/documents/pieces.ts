/** Size of a piece of a content, in bytes; the last one is what is left. */
export const PIECE_BYTES = 256 * 1024;
/** Pieces that one transaction writes: each costs a flush to the disk, and holds the store meanwhile. */
const AT_ONCE = 16;
/** A content has at most 2^20 pieces (256 GiB). */
const RANKS = 2 ** 20;

/** A content that is whole, as the store has it. */
export interface SealedContent {
  readonly id: number;
  readonly sha256: string;
  readonly sha1: string;
  readonly size: number;
  readonly pieces: number;
}

/** Id of the first piece of a content; the others follow. */
export function firstPiece(content: number): number {
  return content * RANKS;
}

/**
 * Cuts what comes into groups of pieces. The last group is the one with `last`, possibly empty. The memory of a group is used again
 * for the next one: it must have been written by then. A small content that comes in one buffer is not copied.
 */
export async function* piecesOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ readonly pieces: readonly Buffer[]; readonly last: boolean }> {
  const [only] = Array.isArray(source) && source.length === 1 ? (source as readonly Uint8Array[]) : [];
  if (only !== undefined && only.length <= PIECE_BYTES) {
    yield { pieces: only.length === 0 ? [] : [Buffer.from(only.buffer, only.byteOffset, only.byteLength)], last: true };
    return;
  }
  // A small document pays for one piece, not for a group.
  let buffer = Buffer.allocUnsafe(PIECE_BYTES);
  let used = 0;
  const pieces = () => {
    const cut: Buffer[] = [];
    for (let at = 0; at < used; at += PIECE_BYTES) cut.push(buffer.subarray(at, Math.min(at + PIECE_BYTES, used)));
    return cut;
  };
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      if (used === buffer.length) {
        if (buffer.length === PIECE_BYTES) {
          buffer = Buffer.concat([buffer], PIECE_BYTES * AT_ONCE);
        } else {
          yield { pieces: pieces(), last: false };
          used = 0;
        }
      }
      const taken = chunk.subarray(at, at + buffer.length - used);
      buffer.set(taken, used);
      used += taken.length;
      at += taken.length;
    }
  }
  yield { pieces: pieces(), last: true };
}
