import { pdfError } from "./errors.js";

/** Images of one file at most. */
const MAX_IMAGES = 500;
/** Bytes of a value of each type of field (TIFF 6.0 §2), from BYTE to IFD. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/**
 * Follows the chain of image directories of a TIFF before the decoder does, which believes it: a chain that turns in a circle, or values
 * that the file is too short to hold, would take it for ever.
 * @throws SegurError `pdf.tiff_unreadable`
 */
export function checkChain(bytes: Buffer): void {
  const order = bytes.subarray(0, 2).toString("latin1");
  if (bytes.length < 8 || (order !== "II" && order !== "MM")) throw pdfError("tiff_unreadable");
  const isLittle = order === "II";
  const short = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  if (short(2) !== 42) throw pdfError("tiff_unreadable");

  const seen = new Set<number>();
  for (let at = long(4); at !== 0; ) {
    if (seen.has(at) || seen.size >= MAX_IMAGES || at + 2 > bytes.length) throw pdfError("tiff_unreadable");
    seen.add(at);
    const fields = short(at);
    const next = at + 2 + fields * 12;
    if (next + 4 > bytes.length) throw pdfError("tiff_unreadable");
    for (let field = at + 2; field < next; field += 12) {
      const size = (SIZES[short(field + 2)] ?? 0) * long(field + 4);
      if (size > 4 && long(field + 8) + size > bytes.length) throw pdfError("tiff_unreadable");
    }
    at = long(next);
  }
}
