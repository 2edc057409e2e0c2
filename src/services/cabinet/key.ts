import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../cabinet.port.js";
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

/** What copying or keeping a key needs: the act is told in the journal of the cabinet. */
interface TracedDeps extends Deps {
  /** Opens the current cabinet, in the name of whoever acts. */
  cabinet(): Promise<Pick<OpenCabinet, "traces" | "actor" | "clock">>;
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

/**
 * Writes a copy of the key to a new file that only its owner reads. Told in the journal, without the path, before the file exists: a copy
 * that fails after that is told too, none is made in silence. Gives its absolute path.
 */
export async function exportKey(deps: TracedDeps, to: string): Promise<KeyFacts & { readonly file: string }> {
  const { cabinet, keyId, path } = await wanted(deps);
  const key = await deps.keeping.keys.find(keyId, path);
  await tell(deps, "cabinet.key_exported", keyId);
  const file = await deps.keeping.keys.write(key, to);
  return { cabinet: cabinet.name, keyId, place: await deps.keeping.keys.place(keyId), file };
}

/**
 * Keeps in the vault the key that a file holds, when it is the one the cabinet asks for. Told in the journal when it changes what this
 * machine has: after, because without its key the cabinet does not open. One that does not open with it either says nothing.
 */
export async function importKey(deps: TracedDeps, from: string): Promise<KeyFacts> {
  const { keys } = deps.keeping;
  const { cabinet, keyId, path } = await wanted(deps);
  const key = await keys.read(from);
  const found = keys.idOf(key);
  if (found !== keyId) throw keyOfAnother("--import", keyId, found, path);
  // What is there but damaged, or not given by a keyring, is no key.
  const held = await keys.find(keyId, path).catch(() => null);
  const before = held?.equals(key) === true ? await keys.place(keyId) : null;
  const place = await keys.keep(key);
  if (before?.place !== place.place || before.path !== place.path) await tellWhenItOpens(deps, keyId);
  return { cabinet: cabinet.name, keyId, place };
}

async function tellWhenItOpens(deps: TracedDeps, keyId: string): Promise<void> {
  try {
    await tell(deps, "cabinet.key_imported", keyId);
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
  }
}

async function tell(deps: TracedDeps, kind: "cabinet.key_exported" | "cabinet.key_imported", keyId: string): Promise<void> {
  const { traces, actor, clock } = await deps.cabinet();
  await traces.append([{ kind, at: clock.now().toISOString(), actor, data: { keyId } }]);
}

async function wanted({ cabinets, keeping }: Deps): Promise<{ cabinet: RegisteredCabinet; path: string; keyId: string }> {
  const cabinet = await currentCabinet(cabinets);
  const path = keeping.storeIn(cabinet.directory);
  const keyId = keeping.keeper.keyIdOf(path);
  if (keyId === null) throw storeMissing(cabinet.name, cabinet.directory);
  return { cabinet, path, keyId };
}
