import { closeSync, openSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import type { Database } from "better-sqlite3";

/** Length of a cabinet's key, in bytes: AES-256. */
export const KEY_BYTES = 32;
/** Length of the identifier of a key, in bytes: what SQLCipher calls the salt, the first bytes of the file, in clear. */
const ID_BYTES = 16;
const PLAIN_SQLITE = Buffer.from("SQLite format 3\0", "latin1");
/** How much of a file is looked at to tell what it is. */
const HEAD_BYTES = 128;

/**
 * The identifier of a key, 32 hexadecimal digits. It is derived from the key, and it is written where SQLCipher writes its salt: so
 * a store says which key it wants, without any file beside it, and a wrong key is told from a damaged file.
 * It tells nothing of the key (HMAC-SHA-256 of a constant text, half of it).
 */
export function keyIdOf(key: Buffer): string {
  const { createHmac } = crypto();
  return createHmac("sha256", key)
    .update("segur cabinet key/1")
    .digest("hex")
    .slice(0, 2 * ID_BYTES);
}

/**
 * Makes a connection read and write SQLCipher 4 (AES-256-CBC, HMAC-SHA-512 of each page) with a raw key, so that opening costs no
 * key derivation. The key goes by the driver's own call: it is in no SQL text, hence in no trace and no error.
 * @param fresh the file may be empty: its first bytes will be the identifier of the key
 */
export function unlock(database: Database, key: Buffer, fresh: boolean): void {
  if (key.length !== KEY_BYTES) throw new TypeError(`a key has ${KEY_BYTES} bytes`);
  useCipher(database);
  (database as Keyed).key(rawKey(key, fresh));
}

/** Writes the whole file again under another key. Only for a file that nobody else opens: a crash in the middle spoils it. */
export function changeKey(database: Database, key: Buffer): void {
  (database as Keyed).rekey(rawKey(key, true));
}

/** What the package adds to the interface of better-sqlite3. */
interface Keyed extends Database {
  key(key: Buffer): number;
  rekey(key: Buffer): number;
}

function useCipher(database: Database): void {
  database.pragma("cipher = 'sqlcipher'");
  database.pragma("legacy = 4");
}

function rawKey(key: Buffer, withId: boolean): Buffer {
  return Buffer.from(`x'${key.toString("hex")}${withId ? keyIdOf(key) : ""}'`, "latin1");
}

/** What the first bytes of a file say. */
export type Header =
  | { readonly kind: "empty" }
  /** Encrypted, by the key of this identifier (if it is a store at all: only the key can tell). */
  | { readonly kind: "keyed"; readonly keyId: string }
  /** A text, a SQLite file that is not encrypted… */
  | { readonly kind: "other" };

/**
 * Reads the header of a store. **Never while this process has that store open**: closing a file drops all the locks that the
 * process holds on it (POSIX), SQLite's included. Errors of the file system pass as they are.
 */
export function readHeader(path: string): Header {
  const file = openSync(path, "r");
  try {
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

/** Loaded on first use: opening a store derives nothing and should not pay for it. */
function crypto(): typeof import("node:crypto") {
  return createRequire(import.meta.url)("node:crypto");
}
