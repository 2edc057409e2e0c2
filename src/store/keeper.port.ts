import type { IsoInstant } from "../domain/identity/types.js";
import type { Environment } from "../domain/ports.js";
import type { CabinetMeta, MetaStore } from "./meta.port.js";
import type { MessageFates } from "./mss.port.js";
import type { TraceLog } from "./traces.port.js";

/** Rows of a store, by table. */
export interface StoreCounts {
  readonly patients: number;
  readonly traces: number;
  readonly runs: number;
  readonly reviews: number;
  /** 0 before format 2, which has none. */
  readonly documents: number;
}

/** What a backup says of itself, in clear: no patient data. */
export interface BackupManifest {
  readonly schema: "segur.backup/1";
  readonly cabinet: string;
  readonly environment: Environment;
  readonly instanceId: string;
  readonly madeAt: IsoInstant;
  /** Version of the program that made it. */
  readonly segur: string;
  /** Format of the store (`user_version`). */
  readonly format: number;
  /** Identifier of the key it is encrypted with. */
  readonly keyId: string;
  readonly counts: StoreCounts;
  /** Length and SHA-256 of the encrypted store that follows. */
  readonly bytes: number;
  readonly sha256: string;
}

/** One thing that `cabinet check` looks at. */
export interface CheckFinding {
  readonly name:
    | "integrity"
    | "structure"
    | "foreign_keys"
    | "format"
    | "meta"
    | "names"
    | "runs"
    | "documents"
    | "exchanges"
    | "journal";
  readonly ok: boolean;
  /** French, without patient data; null when all is well. */
  readonly problem: string | null;
}

export interface CheckReport {
  readonly ok: boolean;
  readonly format: number;
  /** Null when it could not be read. */
  readonly meta: CabinetMeta | null;
  readonly counts: StoreCounts | null;
  readonly findings: readonly CheckFinding[];
}

/** What is written in a store before it is put in place. */
export interface DraftStore {
  readonly meta: MetaStore;
  readonly traces: TraceLog;
  readonly fates: Pick<MessageFates, "doubtWaiting">;
  close(): Promise<void>;
}

/** Acts on a store as a whole file: backup, check, replacement. Errors are `storage.*` and `backup.*`, in French. */
export interface StoreKeeper {
  /**
   * Identifier of the key that the file asks for; null when there is no file.
   * @throws `storage.not_a_cabinet`
   */
  keyIdOf(path: string): string | null;
  /** One consistent encrypted file, whatever other processes write meanwhile; `target` must not exist. */
  backup(
    source: { readonly path: string; readonly key: Buffer },
    target: string,
    about: { readonly segur: string; readonly madeAt: IsoInstant; readonly interrupted: AbortSignal },
  ): Promise<BackupManifest>;
  /**
   * The manifest of a backup that is as long as it says; it can be read without the key, hence not yet be trusted.
   * @throws `backup.not_a_backup`, `backup.damaged` (cut short), `backup.unreadable`
   */
  manifest(file: string): Promise<BackupManifest>;
  /** Verifies a backup (manifest by the key, length, SHA-256) while writing its store to `to`, a new file. */
  unpack(file: string, key: Buffer, to: string, interrupted: AbortSignal): Promise<BackupManifest>;
  /** Reads all of a store. What is wrong is in the report; only a store that cannot be opened throws. */
  check(path: string, key: Buffer): Promise<CheckReport>;
  /** Opens a file that nobody else knows, brought to the current format. */
  openDraft(path: string, key: Buffer): Promise<DraftStore>;
  /** Copies a store to a new file under another key. */
  reencrypt(path: string, key: Buffer, newKey: Buffer, to: string): Promise<void>;

  /** Runs while nobody puts another file in the place of the store; others may read and write it. @throws `storage.busy` */
  reading<T>(path: string, work: () => Promise<T>): Promise<T>;
  /** Runs while no process has the store open, and none can open it. @throws `storage.in_use` */
  alone<T>(path: string, work: () => Promise<T>): Promise<T>;
  /** Inside {@link alone}: gathers the store in its one file. @throws when it cannot be opened */
  settle(path: string, key: Buffer): void;
  /**
   * Inside {@link alone}: puts a draft in the place of the store, at once; the old one is kept beside under `keptAs`, or dropped.
   * When the new one does not open with `key`, the old one is put back and the error thrown.
   */
  replace(path: string, draft: string, key: Buffer, keptAs: string | null): Promise<void>;
  /** A new name beside a store; drafts that killed processes left are removed. */
  newDraft(path: string): Promise<string>;
  /** Removes a draft and what stands beside it; does nothing once it is in place. */
  dropDraft(draft: string): Promise<void>;
}
