/** A file that is read anywhere in it. Reads of one place after the other, never at once. */
export interface RandomAccess {
  /** Bytes. */
  readonly size: number;
  /** @throws when the file ends before */
  read(position: number, length: number): Promise<Buffer>;
}

/** Blocks that stay in memory: the directory of an archive is read in small pieces, one after the other. */
const KEPT = 16;

/** Gives any range of a sequence of blocks of one size (the last one may be shorter), the latest blocks kept. */
export function byBlocks(size: number, blockSize: number, load: (index: number) => Promise<Buffer>): RandomAccess {
  const kept = new Map<number, Buffer>();
  const block = async (index: number) => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    const loaded = await load(index);
    const [oldest] = kept.keys();
    if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(index, loaded);
    return loaded;
  };
  return {
    size,
    async read(position, length) {
      if (position < 0 || length < 0 || position + length > size) throw new RangeError("beyond the end of the file");
      const pieces: Buffer[] = [];
      for (let at = position; at < position + length; ) {
        const index = Math.floor(at / blockSize);
        const bytes = await block(index);
        const from = at - index * blockSize;
        const piece = bytes.subarray(from, Math.min(bytes.length, from + position + length - at));
        if (piece.length === 0) throw new RangeError("beyond the end of the file");
        pieces.push(piece);
        at += piece.length;
      }
      return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, length);
    },
  };
}
