import { pdfError } from "./errors.js";
import type { PdfWarning } from "./warnings.js";

/** Pixels of an image at most: a file of a few kilobytes may claim gigabytes. */
export const MAX_PIXELS = 100_000_000;

/** Refuses an image without pixels, or with too many. */
export function checkPixels(
  width: number,
  height: number,
  problem: "jpeg_unreadable" | "tiff_unreadable" | "png_unreadable",
): void {
  if (!(width >= 1 && height >= 1)) throw pdfError(problem);
  if (width * height > MAX_PIXELS) throw pdfError("image_too_large");
}

/**
 * Checks that a JPEG may stand in a PDF/A-1b as it is: baseline or progressive, 8 bits, grey or three colours.
 * @throws SegurError `pdf.jpeg_*`, `pdf.image_too_large`
 */
export function checkJpeg(bytes: Buffer): readonly PdfWarning[] {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) throw pdfError("jpeg_unreadable");
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) throw pdfError("jpeg_unreadable");
    const marker = bytes[at + 1] ?? 0;
    // Fill bytes, then markers that stand alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (marker === 0xda || marker === 0xd9) throw pdfError("jpeg_unreadable");
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      checkFrame(bytes, at, marker);
      const ends = bytes.subarray(-64).lastIndexOf(Buffer.from([0xff, 0xd9])) !== -1;
      return ends ? [] : [{ code: "truncated", message: "L'image JPEG n'a pas de fin : le bas peut manquer." }];
    } else {
      const length = bytes.readUInt16BE(at + 2);
      if (length < 2) throw pdfError("jpeg_unreadable");
      at += 2 + length;
    }
  }
  throw pdfError("jpeg_unreadable");
}

/** Start of frame: precision, height, width, components (ITU-T T.81 B.2.2). */
function checkFrame(bytes: Buffer, at: number, marker: number): void {
  const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
  const components = bytes[at + 9];
  if (![0xc0, 0xc1, 0xc2].includes(marker) || bytes[at + 4] !== 8) throw pdfError("jpeg_coding");
  if (components === 4) throw pdfError("jpeg_cmyk");
  if (components !== 1 && components !== 3) throw pdfError("jpeg_coding");
  checkPixels(width, height, "jpeg_unreadable");
}
