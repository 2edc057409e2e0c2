import type { Cabinets, RegisteredCabinet } from "./cabinets.port.js";
import { currentCabinet } from "./current.js";
import { storeMissing } from "./errors.js";
import type { Keeping } from "./keeping.port.js";
import { keyOfAnother } from "./key-errors.js";
import type { KeyPlace } from "./keys.port.js";

interface Deps {
  readonly cabinets: Cabinets;
  readonly keeping: Keeping;
}

/** The key of a cabinet without the key: its identifier and where it is. */
export interface KeyFacts {
  readonly cabinet: string;
  readonly keyId: string;
  readonly place: KeyPlace | null;
}

export async function keyFacts(deps: Deps): Promise<KeyFacts> {
  const { cabinet, keyId } = await wanted(deps);
  return { cabinet: cabinet.name, keyId, place: await deps.keeping.keys.place(keyId) };
}

/** Writes a copy of the key to a new file that only its owner reads. Gives its absolute path. */
export async function exportKey(deps: Deps, to: string): Promise<KeyFacts & { readonly file: string }> {
  const { cabinet, keyId, path } = await wanted(deps);
  const key = await deps.keeping.keys.find(keyId, path);
  const file = await deps.keeping.keys.write(key, to);
  return { cabinet: cabinet.name, keyId, place: await deps.keeping.keys.place(keyId), file };
}

/** Keeps in the vault the key that a file holds, when it is the one the cabinet asks for. */
export async function importKey(deps: Deps, from: string): Promise<KeyFacts> {
  const { cabinet, keyId, path } = await wanted(deps);
  const key = await deps.keeping.keys.read(from);
  const found = deps.keeping.keys.idOf(key);
  if (found !== keyId) throw keyOfAnother("--import", keyId, found, path);
  return { cabinet: cabinet.name, keyId, place: await deps.keeping.keys.keep(key) };
}

async function wanted({ cabinets, keeping }: Deps): Promise<{ cabinet: RegisteredCabinet; path: string; keyId: string }> {
  const cabinet = await currentCabinet(cabinets);
  const path = keeping.storeIn(cabinet.directory);
  const keyId = keeping.keeper.keyIdOf(path);
  if (keyId === null) throw storeMissing(cabinet.name, cabinet.directory);
  return { cabinet, path, keyId };
}
