import { crc32, deflateRawSync } from "node:zlib";

/** One file of an archive that is written byte by byte, with whatever lies a test wants. */
export interface RawFile {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  readonly stored?: boolean;
  /** Bytes announced instead of the true ones. */
  readonly size?: number;
  /** Deflated bytes as they are, instead of those of {@link data}. */
  readonly packed?: Buffer;
  readonly crc?: number;
  /** General purpose flags: 1 encrypted, 0x40 strong encryption. */
  readonly flags?: number;
  readonly method?: number;
  /** Unix mode: `0o120777` a symbolic link. */
  readonly mode?: number;
}

/** A ZIP archive (APPNOTE 6.3), without any of the checks of a library. */
export function rawZip(files: readonly RawFile[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const name = Buffer.from(file.name);
    const data = Buffer.from(file.data ?? "");
    const method = file.method ?? (file.stored === true ? 0 : 8);
    const packed = file.packed ?? (method === 8 ? deflateRawSync(data) : data);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((file.flags ?? 0) | 0x800, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt16LE(0x5a79, 8);
    fields.writeUInt32LE(file.crc ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(file.size ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from("PK\x03\x04", "latin1"), fields, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((file.mode ?? 0o100644) * 0x10000) >>> 0, 6);
    rest.writeUInt32LE(at, 10);
    const madeBy = Buffer.from([20, 3]);
    directory.push(Buffer.from("PK\x01\x02", "latin1"), madeBy, fields, rest, name);
    at += 30 + name.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length & 0xffff, 8);
  end.writeUInt16LE(files.length & 0xffff, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}
