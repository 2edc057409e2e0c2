import { lstat } from "node:fs/promises";
import { resolve } from "node:path";
import { SegurError } from "../domain/errors.js";
import { isOpenToOthers, openDraft, readRegular } from "../platform/files.js";
import { type Vault, VaultError } from "../platform/vault.js";
import {
  KEY_VARIABLE,
  keyDamaged,
  keyExport,
  keyFileOpen,
  keyFileUnreadable,
  keyMissing,
  keyOfAnother,
  keyringSilent,
} from "../services/cabinet/key-errors.js";
import type { CabinetKeys, KeyPlace } from "../services/cabinet/keys.port.js";
import { systemCode, systemReason } from "../terminal/errors.js";
import { storageError } from "./files.js";

export interface KeysDeps {
  readonly vault: Vault;
  /** Folder of the vault's files, for the texts of errors. */
  readonly folder: string;
  /** Value of `SEGUR_CABINET_KEY_FILE`. */
  readonly variable: string | undefined;
  readonly cwd: string;
  /** Identifier of a key, see `store/cipher.ts`. */
  readonly idOf: (key: Buffer) => string;
}

const KEY_BYTES = 32;
/** A key file is tiny; a larger one is something else. */
const LONGEST = 4096;

/** The keys of this machine: the file that the variable names, else the vault. */
export function createKeys(deps: KeysDeps): CabinetKeys {
  const { vault, idOf } = deps;
  const nameOf = (keyId: string) => `cabinet-${keyId}`;
  const variable = deps.variable === undefined || deps.variable === "" ? null : resolve(deps.cwd, deps.variable);

  const fromVault = async (keyId: string): Promise<Buffer | null> => {
    const key = await vault.read(nameOf(keyId)).catch(explain(keyId));
    if (key !== null && key.length !== KEY_BYTES) throw keyDamaged(keyId, (await vault.place(nameOf(keyId)))?.path ?? null);
    return key;
  };

  const keep = async (key: Buffer): Promise<KeyPlace> => {
    const name = nameOf(idOf(key));
    const place = await vault.write(name, key).catch((cause: unknown) => {
      throw storageError("storage.key_write", `Impossible de garder la clé du cabinet dans « ${deps.folder} ».`, cause);
    });
    return place === "keyring" ? { place, path: null } : { place, path: (await vault.place(name))?.path ?? null };
  };

  const draw = async (): Promise<Buffer> => {
    const { randomBytes } = await import("node:crypto");
    const key = randomBytes(KEY_BYTES);
    await keep(key);
    return key;
  };

  return {
    idOf,
    draw,
    keep,
    async find(keyId, path) {
      if (variable !== null) {
        const key = await readKey(variable);
        const found = idOf(key);
        if (found !== keyId) throw keyOfAnother(KEY_VARIABLE, keyId, found, path);
        return key;
      }
      const key = await fromVault(keyId);
      if (key === null) throw keyMissing(keyId, path, deps.folder);
      return key;
    },
    async atHand(keyId, file) {
      const given = file === undefined ? null : await readKey(resolve(deps.cwd, file));
      if (given !== null && idOf(given) === keyId) return given;
      const named = variable === null ? null : await readKey(variable).catch(() => null);
      if (named !== null && idOf(named) === keyId) return named;
      const kept = await vault.read(nameOf(keyId)).catch(explain(keyId));
      return kept?.length === KEY_BYTES && idOf(kept) === keyId ? kept : null;
    },
    async place(keyId) {
      if (variable !== null && idOf(await readKey(variable)) === keyId) return { place: "variable", path: variable };
      const found = await vault.place(nameOf(keyId));
      if (found === null) return null;
      return found.place === "keyring" ? { place: "keyring", path: null } : { place: "file", path: found.path };
    },
    fresh: async () => (variable === null ? draw() : readKey(variable)),
    forget: (keyId) => vault.remove(nameOf(keyId)),
    read: (path) => readKey(resolve(deps.cwd, path)),
    write: (key, path) => writeKey(key, resolve(deps.cwd, path)),
  };
}

/** What the vault could not give, in the user's words. */
function explain(keyId: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof VaultError)) {
      throw storageError("storage.key_read", `Impossible de lire la clé ${keyId} de ce cabinet.`, error);
    }
    throw error.reason === "open_to_others" && error.path !== null ? keyFileOpen(error.path) : keyringSilent(keyId, error);
  };
}

async function readKey(path: string): Promise<Buffer> {
  let content: Buffer;
  try {
    content = await readRegular(path);
    if (await isOpenToOthers(path)) throw keyFileOpen(path);
  } catch (cause) {
    if (cause instanceof SegurError) throw cause;
    throw keyFileUnreadable(path, systemReason(cause), cause);
  }
  const key = content.length > LONGEST ? null : parseKey(content);
  if (key === null) throw keyFileUnreadable(path, `Il fait ${content.length} octets et ne contient pas une clé de 256 bits.`);
  return key;
}

/**
 * 32 bytes as they are; else a text: 64 hexadecimal digits, or base64 (either alphabet), white space around. 32 printable characters
 * are a passphrase or half a key, never 256 random bits (one chance in 10^13).
 */
export function parseKey(content: Buffer): Buffer | null {
  if (content.length === KEY_BYTES) return content.every((byte) => byte >= 0x20 && byte < 0x7f) ? null : content;
  const text = content.toString("latin1").trim();
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, "hex");
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  return Buffer.from(text, "base64");
}

async function writeKey(key: Buffer, path: string): Promise<string> {
  try {
    if ((await lstat(path).catch(unlessMissing)) !== null) throw keyExport(path, "Ce fichier existe déjà.");
    const draft = await openDraft(path);
    try {
      await draft.write(`${key.toString("hex")}\n`);
      await draft.keep();
    } finally {
      await draft.drop();
    }
  } catch (cause) {
    if (cause instanceof SegurError) throw cause;
    throw keyExport(path, systemReason(cause), cause);
  }
  return path;
}

function unlessMissing(error: unknown): null {
  if (systemCode(error) === "ENOENT") return null;
  throw error;
}
