import { currentCabinet } from "./current.js";
import { storeMissing } from "./errors.js";
import { storeUnsound } from "./keeping-errors.js";
import { keyFromVariable } from "./key-errors.js";
import { type KeyUser, storesAsking } from "./key-users.js";
import type { KeyPlace } from "./keys.port.js";
import { type KeepingDeps, traceWhole, withDraft } from "./restore.js";

export interface Rekeyed {
  readonly cabinet: string;
  readonly from: string;
  readonly to: string;
  readonly place: KeyPlace | null;
  /** The former key was removed from this machine: backups made before need a copy of it. */
  readonly forgotten: boolean;
  /** Why it was kept although it should be forgotten: the stores that still ask for it. Empty when none does, or nothing was asked. */
  readonly oldKeyUsers: readonly KeyUser[];
}

/**
 * Gives the current cabinet a new random key. The key is kept first, the store copied under it beside, verified, then put in place at
 * once: the file itself names its key, so that there is no moment at which the two disagree.
 */
export async function rekeyCabinet(deps: KeepingDeps, options: { readonly forgetOld: boolean }): Promise<Rekeyed> {
  const { keys, keeper } = deps.keeping;
  const cabinet = await currentCabinet(deps.cabinets);
  const path = deps.keeping.storeIn(cabinet.directory);
  if (keeper.keyIdOf(path) === null) throw storeMissing(cabinet.name, cabinet.directory);
  return keeper.alone(path, async () => {
    // Read here: until now another command could change the key.
    const from = keeper.keyIdOf(path);
    if (from === null) throw storeMissing(cabinet.name, cabinet.directory);
    const oldKey = await keys.find(from, path);
    if ((await keys.place(from))?.place === "variable") throw keyFromVariable();
    keeper.settle(path, oldKey);
    const key = await keys.draw();
    const to = keys.idOf(key);
    const draft = await keeper.newDraft(path);
    let inPlace = false;
    try {
      await keeper.reencrypt(path, oldKey, key, draft);
      await withDraft(deps.keeping, draft, key, (store) => traceWhole(store, deps, "cabinet.rekeyed", { from, to }));
      const report = await keeper.check(draft, key);
      if (!report.ok) throw storeUnsound(cabinet.name, report);
      await keeper.replace(path, draft, key, null);
      inPlace = true;
    } finally {
      await keeper.dropDraft(draft);
      // Whatever failed, the key that the file in place asks for is never forgotten.
      if (!inPlace && keeper.keyIdOf(path) === from) await keys.forget(to);
    }
    const oldKeyUsers = options.forgetOld ? await storesAsking(deps, from) : [];
    const forgotten = options.forgetOld && oldKeyUsers.length === 0;
    if (forgotten) await keys.forget(from);
    return { cabinet: cabinet.name, from, to, place: await keys.place(to), forgotten, oldKeyUsers };
  });
}
