/** A corner of an invented letter, 48 × 32: baseline in colour, then progressive in grey. */
export const JPEG_COLOUR = Buffer.from(
  "/9j/4AAQSkZJRgABAQEAFAAUAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/" +
    "2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAgADADASIAAhEBAxEB/8QA" +
    "HwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK" +
    "FhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG" +
    "x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC" +
    "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOE" +
    "hYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDs6KKr3E8s" +
    "TqI4RID1O8LjkevtmgCxRWeL29+XdYKuRzm4Xg+lSi5uDceX9mXZjlxKOuOmPrxQBboqitzfEjdp+ODn98vvj+n50+Oe7Z8PZ7F3Y3eaDxk8/lj86ALdV7hS" +
    "0kYAOeefLDAf4VYrL1ZnM8EMcLyuUd/lupIcAFR/ADn7w/I0ASMhIChCDk8/ZwRkgc/pUsLKGBaFzIT9/wArHWswW10SB9kk5OP+Qncf/E03yLn/AJ9Je3/M" +
    "Suf/AImgDoKKw0s7p84tmGP72qXA/wDZaSW0u4lDfZXfJAwmq3BP/oNAH//Z",
  "base64",
);
export const JPEG_GREY = Buffer.from(
  "/9j/4AAQSkZJRgABAQEAFAAUAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/" +
    "2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wgARCAAgADADASIAAhEBAxEB/8QA" +
    "GQAAAwEBAQAAAAAAAAAAAAAAAQIDAAQF/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEAMQAAAB9ICZVkcd44kRQRqMc87Y/8QAHRAAAwADAQADAAAA" +
    "AAAAAAAAAAECAxESExAiMv/aAAgBAQABBQJ9bXW0r1zYk/iqhV3AssHtjPbGe2M+1XzZzZyyps1kF+xaOUZELGf/xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oA" +
    "CAEDAQE/AV//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAECAQE/AV//xAAuEAABAgMEBgsAAAAAAAAAAAAAAQIRITMDkZKhECIxMoHRQVFhcXKCorHB4eL/" +
    "2gAIAQEABj8Ck6HAm5V8ouv6TfyJujoWLmIveb9niJ2jMRUbeVG3lRt47XhBfgqrlyKq5ciq7IlarxgVvbkP8XV2IfRsyNh+YnRhP//EACMQAAIBAwMEAwAA" +
    "AAAAAAAAAAABESFRYRAx8XGBkfBBobH/2gAIAQEAAT8hWaRO8joTeAwiU3ew3OMVf5I0SVsOLJQ2RwOFnCzhY6S6wJUsxnUDBR19PQQfqOxQok9QsfsCMFWU" +
    "PzgYXgkdLAzeVn4gf//aAAwDAQACAAMAAAAQkoQ80Q//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAEDAQE/EF//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oA" +
    "CAECAQE/EF//xAAkEAEAAQQBBAEFAAAAAAAAAAABEQAhMUFRYZHB8KEQcYHR4f/aAAgBAQABPxBkLGwGy294e/2oBeOAkiYmnadsENsG6t73FnL9nap9BhtG" +
    "6fT6FiEYZjJNLpdXwjnijMWJwL03Xr3mvXvNeveahR9KYy7S3W+KzcJHXuhshv8AnRou+hCo8ARiFWayXjNwR/TQm+SE++Uzl0i27QK4srCnmgMdtTmhmRQS" +
    "0ALiQkU+Cv/Z",
  "base64",
);

/** Bits as they are written, to bytes. */
function packed(bits: string): Buffer {
  const whole = bits.replaceAll(" ", "");
  const bytes = whole.padEnd(Math.ceil(whole.length / 8) * 8, "0").match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

/** CCITT G4 (ITU-T T.6), 16 × `rows`, each row 4 white then 12 black: horizontal mode once, then twice « V0 ». */
export function ccitt(rows: number): Buffer {
  return packed(`001 1011 0000111 ${"11".repeat(rows - 1)} 000000000001 000000000001`);
}

export interface TiffImage {
  readonly width: number;
  readonly height: number;
  readonly compression: number;
  readonly data: Buffer;
  /** NewSubfileType. */
  readonly subfile?: number;
}

/** A little-endian bilevel TIFF 6.0 of one strip an image, WhiteIsZero. */
export function tiff(...images: readonly TiffImage[]): Buffer {
  const pieces: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0])];
  let at = 8;
  const ifds = images.map((image) => {
    const tags: (readonly [tag: number, value: number])[] = [
      [254, image.subfile ?? 0],
      [256, image.width],
      [257, image.height],
      [258, 1],
      [259, image.compression],
      [262, 0],
      [273, 0],
      [277, 1],
      [278, image.height],
      [279, image.data.length],
    ];
    const size = 2 + tags.length * 12 + 4;
    const place = at;
    at += size + image.data.length;
    return { tags, size, place, data: image.data };
  });
  const head = Buffer.alloc(4);
  head.writeUInt32LE(8);
  pieces.push(head);
  for (const [index, { tags, size, place, data }] of ifds.entries()) {
    const ifd = Buffer.alloc(size);
    ifd.writeUInt16LE(tags.length, 0);
    for (const [row, [tag, value]] of tags.entries()) {
      ifd.writeUInt16LE(tag, 2 + row * 12);
      ifd.writeUInt16LE(4, 4 + row * 12);
      ifd.writeUInt32LE(1, 6 + row * 12);
      ifd.writeUInt32LE(tag === 273 ? place + size : value, 10 + row * 12);
    }
    ifd.writeUInt32LE(ifds[index + 1]?.place ?? 0, size - 4);
    pieces.push(ifd, data);
  }
  return Buffer.concat(pieces);
}
