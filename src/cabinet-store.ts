import { createKeys } from "./config/keys.js";
import type { Clock } from "./domain/ports.js";
import type { Vault } from "./platform/vault.js";
import type { CabinetKeys } from "./services/cabinet/keys.port.js";
import { keyIdOf } from "./store/cipher.js";
import { notACabinet, storeMissing, translateStoreError } from "./store/errors.js";
import { headerOf } from "./store/header.js";
import { type OpenOptions, openStore, type Store } from "./store/open.js";

/** Where the keys of the cabinets are looked for. */
export interface KeyPlaces {
  readonly vault: Vault;
  /** Folder of the vault's files. */
  readonly folder: string;
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
  const keys = createKeys({ ...places, idOf: keyIdOf });
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
