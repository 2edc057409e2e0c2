import { createKeys } from "./config/keys.js";
import type { Clock } from "./domain/ports.js";
import type { Vault } from "./platform/vault.js";
import { keyMissing } from "./services/cabinet/key-errors.js";
import type { CabinetKeys } from "./services/cabinet/keys.port.js";
import { keyIdOf } from "./store/cipher.js";
import { notACabinet, storeMissing, translateStoreError } from "./store/errors.js";
import { headerOf } from "./store/header.js";
import { lockToOpen, type OpenOptions, openStore, type Store } from "./store/open.js";

/** Where the keys of the cabinets are looked for. */
export interface KeyPlaces {
  readonly vault: Vault;
  /** Folder of the vault's files. */
  readonly folder: string;
  /** Value of `SEGUR_CABINET_KEY_FILE`. */
  readonly variable: string | undefined;
  readonly cwd: string;
}

/** How a store is opened here: its key is found, not given. */
export interface FindAndOpen extends Omit<OpenOptions, "key" | "clock" | "lock" | "create"> {
  /** With any key that opens it, that of this file first, whatever the variable says; default: as the variable says, else the vault. */
  readonly anyKey?: { readonly file: string | undefined };
}

/** Opens the stores of cabinets, each with the key that its file asks for. */
export interface Stores {
  readonly keys: CabinetKeys;
  /**
   * Makes a store, with the key of the variable, else a new one. `undo` forgets the key that was drawn for it, and only that one: for a
   * creation that does not end in place.
   */
  create(path: string): Promise<{ readonly store: Store; undo(): Promise<void> }>;
  /** @throws `storage.*`, those about keys included */
  open(path: string, options?: FindAndOpen): Promise<Store>;
}

export function createStores(places: KeyPlaces, clock: Clock): Stores {
  const keys = createKeys({ ...places, idOf: keyIdOf });

  const find = async (path: string, anyKey: FindAndOpen["anyKey"]): Promise<Buffer> => {
    const keyId = wantedKey(path);
    if (keyId === null) throw storeMissing(path);
    if (anyKey === undefined) return keys.find(keyId, path);
    const key = await keys.atHand(keyId, anyKey.file);
    if (key === null) throw keyMissing(keyId, path, places.folder);
    return key;
  };

  return {
    keys,
    async create(path) {
      const key = await keys.fresh();
      const keyId = keys.idOf(key);
      const drawn = (await keys.place(keyId))?.place !== "variable";
      const undo = async () => {
        if (drawn) await keys.forget(keyId);
      };
      try {
        return { store: openStore(path, { key, clock, create: true }), undo };
      } catch (error) {
        await undo();
        throw error;
      }
    },
    async open(path, { anyKey, ...options } = {}) {
      if (wantedKey(path) === null) throw storeMissing(path);
      // The lock first, then the key: a change of key that is under way puts a file with another one in place.
      const lock = lockToOpen(path, { readOnly: options.readOnly ?? false });
      try {
        return openStore(path, { ...options, key: await find(path, anyKey), clock, lock });
      } catch (error) {
        lock.release();
        throw error;
      }
    },
  };
}

/** The key that the file asks for; null when there is no file. */
function wantedKey(path: string): string | null {
  try {
    const header = headerOf(path);
    if (header.kind !== "keyed") throw notACabinet(path);
    return header.keyId;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw translateStoreError(path, error);
  }
}
