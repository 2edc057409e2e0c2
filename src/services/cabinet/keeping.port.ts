import type { StoreKeeper } from "../../store/keeper.port.js";
import type { CabinetKeys } from "./keys.port.js";

/** What it takes to keep cabinets: their keys, and their stores as whole files. Loaded by the commands that need it, and no other. */
export interface Keeping {
  readonly keys: CabinetKeys;
  readonly keeper: StoreKeeper;
  /** Version of the program, written in backups. */
  readonly segur: string;
  /** The store in the folder of a cabinet. */
  storeIn(directory: string): string;
  /** That store and those that restorations kept beside it; null when the folder cannot be read. */
  storesIn(directory: string): Promise<readonly string[] | null>;
  /** Where backups of a cabinet go when nothing is said. */
  backupFolder(name: string): string;
  /** When the newest whole backup of that folder was made, as it says; null when there is none. Drafts and other files do not count. */
  newestBackup(name: string): Promise<Date | null>;
  /** Absolute, from where the command runs. */
  absolute(path: string): string;
  isFolder(path: string): Promise<boolean>;
}
