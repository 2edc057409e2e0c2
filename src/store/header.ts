import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { READ_AT_ONCE } from "../platform/files.js";
import { ID_BYTES, keyIdOf } from "./cipher.js";
import type { StoreLock } from "./lock.js";

const PLAIN_SQLITE = Buffer.from("SQLite format 3\0", "latin1");
/** How much of a file is looked at to tell what it is. */
const HEAD_BYTES = 128;

/** What the first bytes of a file say. */
export type Header =
  | { readonly kind: "empty" }
  /** Encrypted, by the key of this identifier (if it is a store at all: only the key can tell). */
  | { readonly kind: "keyed"; readonly keyId: string }
  /** A text, a SQLite file that is not encrypted… */
  | { readonly kind: "other" };

/** The stores that this process has open, and their keys. */
const here = new Map<string, { readonly key: Buffer; times: number }>();

/** Remembers that a store is open, until the lock it comes with is released. */
export function openHere(path: string, key: Buffer, lock: StoreLock): StoreLock {
  const place = resolve(path);
  const times = (here.get(place)?.times ?? 0) + 1;
  here.set(place, { key, times });
  let released = false;
  return {
    release() {
      lock.release();
      if (released) return;
      released = true;
      const known = here.get(place);
      if (known !== undefined && known.times > 1) known.times -= 1;
      else here.delete(place);
    },
  };
}

/**
 * What the header of a store says. The file of a store that this process has open is not read: closing it would drop all the locks
 * that the process holds on it (POSIX), SQLite's included. Errors of the file system pass as they are.
 */
export function headerOf(path: string): Header {
  const known = here.get(resolve(path));
  return known === undefined ? readHeader(path) : { kind: "keyed", keyId: keyIdOf(known.key) };
}

function readHeader(path: string): Header {
  const file = openSync(path, READ_AT_ONCE);
  try {
    if (!fstatSync(file).isFile()) return { kind: "other" };
    const head = Buffer.alloc(HEAD_BYTES);
    const read = readSync(file, head, 0, HEAD_BYTES, 0);
    if (read === 0) return { kind: "empty" };
    if (read < HEAD_BYTES || head.subarray(0, ID_BYTES).equals(PLAIN_SQLITE)) return { kind: "other" };
    // An encrypted page looks like noise: a hundred bytes of it are never all ASCII.
    if (head.every((byte) => byte < 0x80)) return { kind: "other" };
    return { kind: "keyed", keyId: head.toString("hex", 0, ID_BYTES) };
  } finally {
    closeSync(file);
  }
}
