import type { Environment } from "../../domain/ports.js";
import type { CabinetMeta, MetaStore } from "../../store/meta.port.js";
import type { TraceLog } from "../../store/traces.port.js";
import type { UserStore } from "../../store/users.port.js";

/** A cabinet that this user of this machine knows. */
export interface RegisteredCabinet {
  readonly name: string;
  readonly environment: Environment;
  /** Absolute; the store is `cabinet.db` inside it. */
  readonly directory: string;
  readonly createdAt: string;
}

/** Why a cabinet is the current one. */
export type CurrentOrigin = "--cabinet" | "SEGUR_CABINET" | "cabinet use";

/** What a new store is filled with before it is put in place. */
export interface NewStore {
  readonly meta: MetaStore;
  readonly users: UserStore;
  readonly traces: TraceLog;
}

/** The cabinets of this machine: their register, and their folders. */
export interface Cabinets {
  /** By name. */
  list(): Promise<readonly RegisteredCabinet[]>;
  find(name: string): Promise<RegisteredCabinet | null>;
  register(cabinet: RegisteredCabinet): Promise<void>;
  /** `--cabinet`, else `SEGUR_CABINET`, else the one chosen with `cabinet use`; null when nothing was ever chosen. */
  current(): Promise<{ readonly name: string; readonly origin: CurrentOrigin } | null>;
  choose(name: string): Promise<void>;

  /** Absolute folder for a new cabinet: the given one, or the product's own place. */
  directoryFor(name: string, given: string | undefined): string;
  /** `free`: nothing there, or an empty folder. `other`: something that is not a cabinet. */
  look(directory: string): Promise<CabinetMeta | "free" | "other">;
  /** Makes the store in a draft folder and renames it into place at the end: killed at any moment, nothing is half made. */
  create(directory: string, fill: (store: NewStore) => Promise<void>): Promise<void>;
  /** The same, when the store comes from elsewhere: `place` writes it at the path it is given. */
  createFrom(directory: string, place: (path: string) => Promise<void>): Promise<void>;

  /** Where `list` looks: the folder of the register, absolute. */
  readonly registerFolder: string;
  /** Folders that hold a store: `folder` itself, and those just under it. Absolute, in order. */
  foldersIn(folder: string): Promise<readonly string[]>;
}
