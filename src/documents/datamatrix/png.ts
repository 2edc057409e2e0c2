import { crc32, deflateSync } from "node:zlib";
import { mentionRows } from "./mention.js";
import { type ModuleMatrix, QUIET_ZONE } from "./symbol.js";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const WHITE = 0xff;
const BLACK = 0x00;

/**
 * The symbol, its quiet zone and the mention under it, as an opaque greyscale PNG.
 * @param scale pixels on a side of one module.
 */
export function symbolPng(symbol: ModuleMatrix, scale = 8): Buffer {
  const width = (symbol.size + 2 * QUIET_ZONE) * scale;
  const mention = mentionRows();
  const dots = mention[0]?.length ?? 0;
  const dot = Math.max(1, Math.floor((width * 0.9) / dots));
  const top = width;
  const height = top + mention.length * dot + QUIET_ZONE * scale;
  const left = Math.floor((width - dots * dot) / 2);

  const rows: Buffer[] = [];
  for (let y = 0; y < height; y++) {
    // Each row starts with its filter, 0 (none).
    const row = Buffer.alloc(width + 1, WHITE);
    row[0] = 0;
    const text = y >= top ? mention[Math.floor((y - top) / dot)] : undefined;
    for (let x = 0; x < width; x++) {
      const ink =
        y < top
          ? symbol.isDark(Math.floor(y / scale) - QUIET_ZONE, Math.floor(x / scale) - QUIET_ZONE)
          : text?.[Math.floor((x - left) / dot)] === "#";
      if (ink) row[x + 1] = BLACK;
    }
    rows.push(row);
  }
  return png(width, height, Buffer.concat(rows));
}

/** PNG of 8-bit grey pixels (RFC 2083). */
function png(width: number, height: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits; colour type 0 (grey), deflate, no interlace follow as zeros
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
