import type { IsoInstant } from "../domain/identity/types.js";
import type { Environment } from "../domain/ports.js";

/** What a cabinet is, kept in its own store so that the file can be moved or restored elsewhere. */
export interface CabinetMeta {
  readonly name: string;
  readonly environment: Environment;
  /** UUID, constant for this installation: `LPS/Instance` (insi.md §1.4). Sessions are bound to it: a copy has its own. */
  readonly instanceId: string;
  readonly createdAt: IsoInstant;
}

export interface MetaStore {
  /** Null in a store whose creation did not end. */
  read(): Promise<CabinetMeta | null>;
  /** Once: a second process that creates the same cabinet gets false, and the first one's cabinet stands. */
  create(meta: CabinetMeta): Promise<boolean>;
  rename(name: string): Promise<void>;
  /** Another identifier of installation, for a copy. */
  reinstall(instanceId: string): Promise<void>;
}
