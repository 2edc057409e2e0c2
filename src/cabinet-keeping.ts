import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Stores } from "./cabinet-store.js";
import { STORE_FILE } from "./config/cabinets.js";
import { VERSION } from "./config/version.js";
import type { Clock } from "./domain/ports.js";
import type { Keeping } from "./services/cabinet/keeping.port.js";
import { createKeeper } from "./store/keeper.js";
import type { StoreKeeper } from "./store/keeper.port.js";

/** `cabinet.db` and `cabinet.db.before-restore-20261125T101530123Z`, without what SQLite and the lock keep beside them. */
function isStore(name: string): boolean {
  if (/(-wal|-shm|-journal|\.lock|\.draft)$/.test(name)) return false;
  return name === STORE_FILE || name.startsWith(`${STORE_FILE}.before-restore-`);
}

async function newestIn(folder: string, keeper: StoreKeeper): Promise<Date | null> {
  let newest: Date | null = null;
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const manifest = name.endsWith(".segur") ? await keeper.manifest(join(folder, name)).catch(() => null) : null;
    const madeAt = new Date(manifest?.madeAt ?? Number.NaN);
    if (!Number.isNaN(madeAt.getTime()) && (newest === null || madeAt > newest)) newest = madeAt;
  }
  return newest;
}

/** What the commands that keep cabinets need, over the real disk. */
export function createKeeping(dataFolder: string, stores: Stores, clock: Clock, cwd: string): Keeping {
  const keeper = createKeeper(clock);
  return {
    keys: stores.keys,
    keeper,
    segur: VERSION,
    storeIn: (directory) => join(directory, STORE_FILE),
    storesIn: async (directory) => {
      const names = await readdir(directory).catch(() => null);
      return names?.filter((name) => isStore(name)).map((name) => join(directory, name)) ?? null;
    },
    backupFolder: (name) => join(dataFolder, "backups", name),
    newestBackup: (name) => newestIn(join(dataFolder, "backups", name), keeper),
    absolute: (path) => resolve(cwd, path),
    isFolder: async (path) => (await stat(path).catch(() => null))?.isDirectory() === true,
  };
}
