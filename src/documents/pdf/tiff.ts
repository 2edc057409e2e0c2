import type { IFD } from "utif2";
import { pdfError } from "./errors.js";
import { checkPixels } from "./jpeg.js";
import { opaquePng } from "./png.js";
import { checkChain } from "./tiff-chain.js";

/** The second parameter, which its types do not tell: `parseMN` reads the notes of a camera. */
type Decode = (buffer: ArrayBuffer, options: { readonly parseMN: boolean }) => IFD[];

/** None, CCITT (RLE, G3, G4), LZW, JPEG (old and new), Deflate (both numbers), PackBits. */
const COMPRESSIONS = [1, 2, 3, 4, 5, 6, 7, 8, 32946, 32773];

/** Bytes of one image before it becomes RGBA: deep samples in great number. */
const MAX_RAW = 800_000_000;

/**
 * The images of a TIFF, each as an opaque PNG, decoded one after the other. Thumbnails (NewSubfileType, bit 0) are left out.
 * @throws SegurError `pdf.tiff_*`, `pdf.image_too_large`
 */
export async function* tiffImages(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  checkChain(bytes);
  const { default: utif } = await import("utif2");
  // A view of its own: the decoder reads the whole buffer under the view.
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const images = readable(() => (utif.decode as Decode)(copy, { parseMN: false })).filter(
    (image) => Array.isArray(image.t256) && !isThumbnail(image.t254),
  );
  if (images.length === 0) throw pdfError("tiff_unreadable");
  for (const image of images) {
    checkPixels(Number(first(image.t256)), Number(first(image.t257)), "tiff_unreadable");
    checkStrips(image, bytes.length);
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

/** Strips (273, 279) or tiles (324, 325) stand in the file; samples (277) of so many bits (258) fit in memory. */
function checkStrips(image: IFD, size: number): void {
  const numbers = (tag: unknown): readonly number[] => (Array.isArray(tag) ? tag.map(Number) : []);
  const offsets = numbers(image.t273 ?? image.t324);
  const counts = numbers(image.t279 ?? image.t325);
  if (offsets.length === 0 || offsets.some((offset, at) => offset + (counts[at] ?? 0) > size)) throw pdfError("tiff_unreadable");
  const bits = Number(first(image.t258) ?? 1) * Number(first(image.t277) ?? 1);
  if ((Number(first(image.t256)) * Number(first(image.t257)) * bits) / 8 > MAX_RAW) throw pdfError("image_too_large");
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
