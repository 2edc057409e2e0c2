import { createRequire } from "node:module";
import type { Database } from "better-sqlite3";

/** Length of a cabinet's key, in bytes: AES-256. */
export const KEY_BYTES = 32;
/** Length of the identifier of a key, in bytes: what SQLCipher calls the salt, the first bytes of the file, in clear. */
export const ID_BYTES = 16;

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

/** Loaded on first use: opening a store derives nothing and should not pay for it. */
function crypto(): typeof import("node:crypto") {
  return createRequire(import.meta.url)("node:crypto");
}
