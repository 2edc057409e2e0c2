import { inflateSync } from "node:zlib";
import { pdfError } from "./errors.js";
import { checkPixels } from "./jpeg.js";
import { opaquePng } from "./png.js";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples of a pixel, and depths that are allowed, by colour type (PNG §11.2.1). */
const COLOURS: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};
/** Where each pass begins and how far apart its pixels are: `[x, y, across, down]` (Adam7, PNG §8.2). */
const PLAIN = [[0, 0, 1, 1]] as const;
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Image {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly channels: number;
  readonly passes: readonly (readonly [number, number, number, number])[];
  readonly palette: Buffer | null;
  /** tRNS: alpha of each colour of the palette, or the one colour that is transparent. */
  readonly transparent: Buffer | null;
}

/**
 * A PNG of any kind as an opaque one, 8 bits at most, that a PDF/A-1 may hold: laid on white, since an alpha channel would be a
 * transparency there.
 * @throws SegurError `pdf.png_unreadable`, `pdf.image_too_large`
 */
export function flatPng(bytes: Buffer): Buffer {
  const { image, data } = parse(bytes);
  checkPixels(image.width, image.height, "png_unreadable");
  const sizes = image.passes.map((pass) => sizeOf(image, pass));
  const expected = sizes.reduce((sum, { height, stride }) => sum + height * (stride + 1), 0);
  const rows = inflated(data, expected);
  const rgba = new Uint8Array(image.width * image.height * 4);
  let at = 0;
  for (const [index, { width, height, stride }] of sizes.entries()) {
    const [x0, y0, across, down] = image.passes[index] ?? PLAIN[0];
    const step = Math.max(1, (image.channels * image.depth) >> 3);
    let before: Uint8Array = new Uint8Array(stride);
    for (let y = 0; y < height; y++, at += stride + 1) {
      const row = rows.subarray(at + 1, at + 1 + stride);
      unfilter(rows[at] ?? 0, row, before, step);
      for (let x = 0; x < width; x++) {
        write(image, row, x, rgba, ((y0 + y * down) * image.width + x0 + x * across) * 4);
      }
      before = row;
    }
  }
  return opaquePng(rgba, image.width, image.height);
}

function parse(bytes: Buffer): { image: Image; data: Buffer } {
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || bytes.length < 33) throw pdfError("png_unreadable");
  const found: { header: Buffer | null; palette: Buffer | null; transparent: Buffer | null } = {
    header: null,
    palette: null,
    transparent: null,
  };
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (body.length !== length) throw pdfError("png_unreadable");
    if (type === "IHDR") found.header = body;
    else if (type === "PLTE") found.palette = body;
    else if (type === "tRNS") found.transparent = body;
    else if (type === "IDAT") data.push(body);
    else if (type === "IEND") break;
    at += 12 + length;
  }
  const { header, palette, transparent } = found;
  if (header === null || header.length !== 13) throw pdfError("png_unreadable");
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = header.subarray(8);
  const known = COLOURS[colour];
  if (!known?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) throw pdfError("png_unreadable");
  if (colour === 3 && palette === null) throw pdfError("png_unreadable");
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
  const passes = interlace === 1 ? ADAM7 : PLAIN;
  return { image: { ...size, depth, colour, channels: known.channels, passes, palette, transparent }, data: Buffer.concat(data) };
}

function sizeOf({ width, height, channels, depth }: Image, [x0, y0, across, down]: readonly [number, number, number, number]) {
  const [w, h] = [Math.ceil((width - x0) / across), Math.ceil((height - y0) / down)];
  // A pass without pixels has no rows either.
  if (w <= 0 || h <= 0) return { width: 0, height: 0, stride: 0 };
  return { width: w, height: h, stride: Math.ceil((w * channels * depth) / 8) };
}

/** Neither more nor less than the image needs: a small file may claim gigabytes. */
function inflated(data: Buffer, expected: number): Buffer {
  try {
    const rows = inflateSync(data, { maxOutputLength: expected + 1 });
    if (rows.length === expected) return rows;
  } catch (cause) {
    throw pdfError("png_unreadable", cause);
  }
  throw pdfError("png_unreadable");
}

/** Undoes the filter of a row, in place (PNG §9.2). */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  if (filter > 4) throw pdfError("png_unreadable");
  for (let at = 0; filter !== 0 && at < row.length; at++) {
    const left = at < step ? 0 : (row[at - step] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < step ? 0 : (above[at - step] ?? 0);
    const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    row[at] = (row[at] ?? 0) + guess;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** One sample as it is written. */
function sample({ depth }: Image, row: Uint8Array, index: number): number {
  if (depth === 8) return row[index] ?? 0;
  if (depth === 16) return ((row[index * 2] ?? 0) << 8) | (row[index * 2 + 1] ?? 0);
  const bit = index * depth;
  return ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/** One pixel, as RGBA on 8 bits. */
function write(image: Image, row: Uint8Array, x: number, rgba: Uint8Array, to: number): void {
  const { channels, colour, depth, palette, transparent } = image;
  if (depth === 8 && colour !== 3 && transparent === null) {
    const from = x * channels;
    const grey = channels < 3;
    rgba[to] = row[from] ?? 0;
    rgba[to + 1] = row[grey ? from : from + 1] ?? 0;
    rgba[to + 2] = row[grey ? from : from + 2] ?? 0;
    rgba[to + 3] = channels === 2 || channels === 4 ? (row[from + channels - 1] ?? 0) : 255;
    return;
  }
  const most = (1 << depth) - 1;
  const at = (channel: number) => sample(image, row, x * channels + channel);
  const scaled = (value: number) => (depth === 8 ? value : Math.round((value * 255) / most));
  if (colour === 3) {
    const index = at(0);
    for (let each = 0; each < 3; each++) rgba[to + each] = palette?.[index * 3 + each] ?? 0;
    rgba[to + 3] = transparent?.[index] ?? 255;
    return;
  }
  const colours = colour === 0 || colour === 4 ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
  for (const [each, value] of colours.entries()) rgba[to + each] = scaled(value);
  if (channels === 2 || channels === 4) rgba[to + 3] = scaled(at(channels - 1));
  else rgba[to + 3] = transparent !== null && isTransparent(transparent, colours.slice(0, channels)) ? 0 : 255;
}

function isTransparent(transparent: Buffer, colours: readonly number[]): boolean {
  return transparent.length >= colours.length * 2 && colours.every((value, each) => transparent.readUInt16BE(each * 2) === value);
}
