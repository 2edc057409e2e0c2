import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Stores } from "./cabinet-store.js";
import { STORE_FILE } from "./config/cabinets.js";
import { VERSION } from "./config/version.js";
import type { Clock } from "./domain/ports.js";
import type { Keeping } from "./services/cabinet/keeping.port.js";
import { createKeeper } from "./store/keeper.js";

/** What the commands that keep cabinets need, over the real disk. */
export function createKeeping(dataFolder: string, stores: Stores, clock: Clock, cwd: string): Keeping {
  return {
    keys: stores.keys,
    keeper: createKeeper(clock),
    segur: VERSION,
    storeIn: (directory) => join(directory, STORE_FILE),
    backupFolder: (name) => join(dataFolder, "backups", name),
    absolute: (path) => resolve(cwd, path),
    isFolder: async (path) => (await stat(path).catch(() => null))?.isDirectory() === true,
  };
}
