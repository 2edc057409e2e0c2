import type { IsoInstant } from "../domain/identity/types.js";
import type { Machine } from "../domain/ports.js";

/** An import of an export that was begun and is not whole. */
export interface BegunImport {
  /** Of the manifest of the export. */
  readonly sha256: string;
  readonly at: IsoInstant;
  /** A process is at it. */
  readonly running: boolean;
}

/** Which imports are under way or were cut: until they are whole, files of the cabinet lack documents. */
export interface ImportLedger {
  /** One import at a time in a cabinet. False: another process is at one, and nothing is begun. */
  begin(sha256: string, at: IsoInstant, machine: Machine): Promise<boolean>;
  /** Now and then while it runs: a process of another machine is believed dead after ten minutes without. */
  alive(sha256: string, at: IsoInstant): Promise<void>;
  /** `whole`: to its end; otherwise it stays to be taken up. */
  leave(sha256: string, whole: boolean): Promise<void>;
  /** Oldest first. */
  begun(now: IsoInstant, machine: Machine): Promise<readonly BegunImport[]>;
}
