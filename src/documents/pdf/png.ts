import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * An opaque PNG of RGBA pixels, laid on white, in the smallest form that loses nothing: one bit when all is black and white (faxes,
 * most scans), 8-bit grey, else RGB. pdfkit puts its compressed rows into the PDF as they are; an alpha channel would be a
 * transparency, which PDF/A-1 forbids.
 */
export function opaquePng(rgba: Uint8Array, width: number, height: number): Buffer {
  flatten(rgba);
  const form = formOf(rgba);
  const stride = form === "bits" ? Math.ceil(width / 8) : form === "grey" ? width : width * 3;
  // Each row starts with its filter, 0 (none).
  const rows = Buffer.alloc((stride + 1) * height);
  let from = 0;
  for (let y = 0; y < height; y++) {
    let to = y * (stride + 1) + 1;
    for (let x = 0; x < width; x++, from += 4) {
      const red = rgba[from] ?? 0;
      if (form === "bits") {
        const at = to + (x >> 3);
        if (red === 255) rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
      } else if (form === "grey") rows[to++] = red;
      else {
        rows[to++] = red;
        rows[to++] = rgba[from + 1] ?? 0;
        rows[to++] = rgba[from + 2] ?? 0;
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = form === "bits" ? 1 : 8;
  header[9] = form === "colour" ? 2 : 0;
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** What is transparent shows white paper. */
function flatten(rgba: Uint8Array): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 255;
    if (alpha === 255) continue;
    for (let each = at; each < at + 3; each++) rgba[each] = Math.round(((rgba[each] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
  }
}

function formOf(rgba: Uint8Array): "bits" | "grey" | "colour" {
  let form: "bits" | "grey" = "bits";
  for (let at = 0; at < rgba.length; at += 4) {
    const red = rgba[at];
    if (red !== rgba[at + 1] || red !== rgba[at + 2]) return "colour";
    if (red !== 0 && red !== 255) form = "grey";
  }
  return form;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
