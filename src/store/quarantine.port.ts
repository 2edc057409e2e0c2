import type { ContentId, Origin } from "../domain/document/document.js";
import type { IsoInstant } from "../domain/identity/types.js";
import type { NewTrace, TracesOf } from "./traces.port.js";

/** Something received that must not reach a patient's file: altered, of another patient, unreadable. Kept, never lost. */
export interface NewQuarantined {
  readonly origin: Origin;
  /** Stable code: `hash_mismatch`, `size_mismatch`, `other_patient`, `unreadable`… */
  readonly reason: string;
  /** French, without patient data. */
  readonly message: string;
  /** Patient whose file it was meant for, or null. */
  readonly patientId: string | null;
  /** uniqueId or Message-ID. */
  readonly key: string;
  readonly content: ContentId | null;
  readonly data: unknown;
  readonly at: IsoInstant;
}

export interface Quarantined extends NewQuarantined {
  /** `Q3` */
  readonly id: string;
  readonly state: "waiting" | "discarded" | "released";
}

export interface QuarantineStore {
  /** The same key and reason twice is one line, as it was written first; its traces are written once. */
  add(item: NewQuarantined, traces?: TracesOf<Quarantined>): Promise<Quarantined>;
  get(id: string): Promise<Quarantined | null>;
  /** Oldest first. */
  list(query: {
    readonly patientId?: string | undefined;
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<readonly Quarantined[]>;
  /** False when it no longer waits. */
  decide(id: string, state: "discarded" | "released", traces?: readonly NewTrace[]): Promise<boolean>;
}
