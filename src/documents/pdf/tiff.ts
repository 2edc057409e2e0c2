import { pdfError } from "./errors.js";
import { checkPixels } from "./jpeg.js";
import { opaquePng } from "./png.js";

/** None, CCITT (RLE, G3, G4), LZW, JPEG (old and new), Deflate (both numbers), PackBits. */
const COMPRESSIONS = [1, 2, 3, 4, 5, 6, 7, 8, 32946, 32773];

/** Images of one file at most. */
const MAX_IMAGES = 500;

/**
 * The images of a TIFF, each as an opaque PNG, decoded one after the other. Thumbnails (NewSubfileType, bit 0) are left out.
 * @throws SegurError `pdf.tiff_*`, `pdf.image_too_large`
 */
export async function* tiffImages(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  const { default: utif } = await import("utif2");
  // A view of its own: the decoder reads the whole buffer under the view.
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const images = readable(() => utif.decode(copy)).filter((image) => Array.isArray(image.t256) && !isThumbnail(image.t254));
  if (images.length === 0 || images.length > MAX_IMAGES) throw pdfError("tiff_unreadable");
  for (const image of images) {
    checkPixels(Number(first(image.t256)), Number(first(image.t257)), "tiff_unreadable");
    if (!COMPRESSIONS.includes(Number(first(image.t259) ?? 1))) throw pdfError("tiff_coding");
  }
  for (const image of images) {
    const rgba = readable(() => {
      utif.decodeImage(copy, image);
      return utif.toRGBA8(image);
    });
    if (rgba.length !== image.width * image.height * 4) throw pdfError("tiff_unreadable");
    yield opaquePng(rgba, image.width, image.height);
    image.data = new Uint8Array(0);
  }
}

function first(tag: unknown): unknown {
  return Array.isArray(tag) ? tag[0] : undefined;
}

function isThumbnail(tag: unknown): boolean {
  return (Number(first(tag) ?? 0) & 1) === 1;
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw pdfError("tiff_unreadable", cause);
  }
}
