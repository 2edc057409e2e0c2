import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPdfA } from "../../../src/documents/pdf/convert.js";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import { opaquePng } from "../../../src/documents/pdf/png.js";
import { flatPng } from "../../../src/documents/pdf/png-read.js";
import { draft } from "../cda/sample.js";

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

interface Kind {
  readonly colour: 0 | 2 | 3 | 4 | 6;
  readonly depth: number;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const KINDS: readonly Kind[] = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ colour: 0, depth }) as const),
  ...[8, 16].flatMap((depth) => ([2, 4, 6] as const).map((colour) => ({ colour, depth }))),
  ...[1, 2, 4, 8].map((depth) => ({ colour: 3, depth }) as const),
];
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG of samples, written bit by bit; the rows take each filter in turn. */
function png(
  { colour, depth }: Kind,
  [width, height]: readonly [number, number],
  sampleAt: (x: number, y: number, channel: number) => number,
  { interlaced = false, extra = [] as readonly Buffer[], palette = null as Buffer | null } = {},
): Buffer {
  const channels = CHANNELS[colour];
  const step = Math.max(1, (channels * depth) >> 3);
  const rows: Buffer[] = [];
  for (const [x0, y0, across, down] of interlaced ? PASSES : ([[0, 0, 1, 1]] as const)) {
    let above: Buffer | null = null;
    for (let y = y0; y < height && x0 < width; y += down) {
      let bits = "";
      for (let x = x0; x < width; x += across) {
        for (let channel = 0; channel < channels; channel++) bits += sampleAt(x, y, channel).toString(2).padStart(depth, "0");
      }
      const row = Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)));
      rows.push(filtered(row, above ?? Buffer.alloc(row.length), step, rows.length % 5));
      above = row;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    ...(palette === null ? [] : [chunk("PLTE", palette)]),
    ...extra,
    chunk("IDAT", data.subarray(0, 5)),
    chunk("IDAT", data.subarray(5)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function filtered(row: Buffer, above: Buffer, step: number, filter: number): Buffer {
  const out = row.map((value, at) => {
    const [a, b, c] = [row[at - step] ?? 0, above[at] ?? 0, above[at - step] ?? 0];
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    const nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    return value - ([0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0);
  });
  return Buffer.concat([Buffer.from([filter]), out]);
}

describe("a PNG", () => {
  it.each(KINDS)("of colour type $colour, $depth bits, plain or interlaced, is what was drawn, on white", ({ colour, depth }) => {
    const most = 2 ** depth - 1;
    const palette = Buffer.from(Array.from({ length: 3 * Math.min(256, most + 1) }, (_, at) => (at * 37) % 256));
    const to8 = (value: number) => Math.round((value * 255) / most);
    const size = fc.integer({ min: 1, max: 13 });
    fc.assert(
      fc.property(size, size, fc.boolean(), fc.integer({ min: 0, max: 9999 }), (width, height, interlaced, seed) => {
        const drawn = (x: number, y: number, channel: number) =>
          (seed + x * 7919 + y * 104_729 + channel * 1_299_709) % (most + 1);
        const expected = new Uint8Array(width * height * 4);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const at = (channel: number) => drawn(x, y, channel);
            const grey = colour === 0 || colour === 4;
            const rgb =
              colour === 3 ? palette.subarray(at(0) * 3, at(0) * 3 + 3) : [0, 1, 2].map((each) => to8(at(grey ? 0 : each)));
            const alpha = colour === 4 ? to8(at(1)) : colour === 6 ? to8(at(3)) : 255;
            expected.set([...rgb, alpha], (y * width + x) * 4);
          }
        }
        const bytes = png({ colour, depth }, [width, height], drawn, { interlaced, palette: colour === 3 ? palette : null });
        expect(flatPng(bytes).equals(opaquePng(expected, width, height))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("whose transparency is a colour, or that of a palette, shows white there", () => {
    const one = (rgb: readonly number[]) => opaquePng(Uint8Array.from([...rgb, 255]), 1, 1);
    const red = png({ colour: 2, depth: 8 }, [1, 1], (_x, _y, channel) => [200, 0, 0][channel] ?? 0, {
      extra: [chunk("tRNS", Buffer.from([0, 200, 0, 0, 0, 0]))],
    });
    expect(flatPng(red).equals(one([255, 255, 255]))).toBe(true);
    const extra = [chunk("tRNS", Buffer.from([0]))];
    const indexed = png({ colour: 3, depth: 8 }, [1, 1], () => 0, { extra, palette: Buffer.from([9, 9, 9]) });
    expect(flatPng(indexed).equals(one([255, 255, 255]))).toBe(true);
  });

  const good = png({ colour: 6, depth: 8 }, [40, 30], (x, y) => (x * y) % 256);
  it.each([
    ["nothing but its signature", good.subarray(0, 8)],
    ["cut in the middle", good.subarray(0, good.length - 40)],
    ["of a kind that is none", Buffer.from(good).fill(5, 25, 26)],
    ["that claims more rows than it has", Buffer.from(good).fill(31, 23, 24)],
  ])("%s is refused", (_name, bytes) => {
    expect(() => flatPng(bytes)).toThrow(expect.objectContaining({ code: "pdf.png_unreadable" }));
  });

  it("that claims gigabytes is refused before anything is inflated", () => {
    const claims = Buffer.from(good);
    claims.writeUInt32BE(60_000, 16);
    claims.writeUInt32BE(60_000, 20);
    expect(() => flatPng(claims)).toThrow(expect.objectContaining({ code: "pdf.image_too_large" }));
  });

  it("becomes a PDF/A-1 without transparency", async () => {
    const { bytes, pages } = await toPdfA(good, "image/png", draft());
    expect(pages).toBe(1);
    expect(isPdfA1(await inspectPdf(bytes))).toBe(true);
    expect(bytes.toString("latin1")).not.toMatch(/\/SMask/);
  });
});
