import { createPrivateKey, type KeyObject } from "node:crypto";

/**
 * Private key of a PKCS#12 file. Node hands a .p12 to TLS but has nothing to sign with it: the container is opened here (RFC 7292 §4), the
 * key itself is decrypted by OpenSSL. Its integrity code is checked by TLS, which is given the same file.
 * @throws {Error} when there is no readable key in it
 */
export function privateKeyOf(pfx: Buffer, passphrase: string): KeyObject {
  const [root] = readAll(pfx);
  const authSafe = root?.children[1];
  for (const info of sequenceIn(contentOf(authSafe))) {
    if (info.children[0]?.value.toString("hex") !== DATA) continue;
    for (const bag of sequenceIn(contentOf(info))) {
      const id = bag.children[0]?.value.toString("hex");
      const key = bag.children[1]?.children[0];
      if (key === undefined) continue;
      if (id === SHROUDED_KEY) return createPrivateKey({ key: key.whole, format: "der", type: "pkcs8", passphrase });
      if (id === KEY) return createPrivateKey({ key: key.whole, format: "der", type: "pkcs8" });
    }
  }
  throw new Error("no key in this PKCS#12");
}

/** 1.2.840.113549.1.7.1 */
const DATA = "2a864886f70d010701";
/** 1.2.840.113549.1.12.10.1.1 and .2 */
const KEY = "2a864886f70d010c0a0101";
const SHROUDED_KEY = "2a864886f70d010c0a0102";

interface Node {
  readonly tag: number;
  readonly value: Buffer;
  readonly whole: Buffer;
  readonly children: readonly Node[];
}

/** The octets of `data` in a ContentInfo, gathered when the writer cut them (BER). */
function contentOf(info: Node | undefined): Buffer {
  const octets = info?.children[1]?.children[0];
  return octets === undefined ? Buffer.alloc(0) : octetsOf(octets);
}

function octetsOf(node: Node): Buffer {
  return node.tag & CONSTRUCTED ? Buffer.concat(node.children.map(octetsOf)) : node.value;
}

function sequenceIn(der: Buffer): readonly Node[] {
  return readAll(der)[0]?.children ?? [];
}

const CONSTRUCTED = 0x20;
const MAX_DEPTH = 24;

function readAll(bytes: Buffer, depth = 0): Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length; ) {
    const node = read(bytes, at, depth);
    nodes.push(node);
    at += node.whole.length;
  }
  return nodes;
}

/** One element: short, long or indefinite length, as Windows and Java write them. */
function read(bytes: Buffer, at: number, depth: number): Node {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || depth > MAX_DEPTH) throw new Error("BER");
  if (first === 0x80) return readIndefinite(bytes, at, tag, depth);
  const count = first & 0x80 ? first & 0x7f : 0;
  if (count > 4) throw new Error("BER");
  const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
  const start = at + 2 + count;
  if (start + length > bytes.length) throw new Error("BER");
  const value = bytes.subarray(start, start + length);
  const children = tag & CONSTRUCTED ? readAll(value, depth + 1) : [];
  return { tag, value, whole: bytes.subarray(at, start + length), children };
}

function readIndefinite(bytes: Buffer, at: number, tag: number, depth: number): Node {
  const children: Node[] = [];
  let next = at + 2;
  while (bytes[next] !== 0 || bytes[next + 1] !== 0) {
    const child = read(bytes, next, depth + 1);
    children.push(child);
    next += child.whole.length;
  }
  return { tag, value: bytes.subarray(at + 2, next), whole: bytes.subarray(at, next + 2), children };
}
