import { createKeys } from "./config/keys.js";
import type { Clock } from "./domain/ports.js";
import { createVault } from "./platform/vault.js";
import type { CabinetKeys } from "./services/cabinet/keys.port.js";
import { keyIdOf, readHeader } from "./store/cipher.js";
import { notACabinet, storeMissing, translateStoreError } from "./store/errors.js";
import { type OpenOptions, openStore, type Store } from "./store/open.js";

/** Where the keys of the cabinets are looked for. */
export interface KeyPlaces {
  /** Folder of the vault's files. */
  readonly folder: string;
  /** Whether the keyring of the system may be used (`SEGUR_KEYRING=off` says no). */
  readonly keyring: boolean;
  /** Value of `SEGUR_CABINET_KEY_FILE`. */
  readonly variable: string | undefined;
  readonly cwd: string;
}

/** Opens the stores of cabinets, each with the key that its file asks for. */
export interface Stores {
  readonly keys: CabinetKeys;
  /** @throws `storage.*`, those about keys included */
  open(path: string, options?: Omit<OpenOptions, "key" | "clock">): Promise<Store>;
}

export function createStores(places: KeyPlaces, clock: Clock): Stores {
  const vault = createVault({ folder: places.folder, keyring: places.keyring });
  const keys = createKeys({ ...places, vault, idOf: keyIdOf });
  return {
    keys,
    async open(path, options = {}) {
      const keyId = wantedKey(path);
      if (keyId === null && options.create !== true) throw storeMissing(path);
      const key = keyId === null ? await keys.fresh() : await keys.find(keyId, path);
      return openStore(path, { ...options, key, clock });
    },
  };
}

/** The key that the file asks for; null when there is no file. Before the store is opened, see {@link readHeader}. */
function wantedKey(path: string): string | null {
  try {
    const header = readHeader(path);
    if (header.kind !== "keyed") throw notACabinet(path);
    return header.keyId;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw translateStoreError(path, error);
  }
}
