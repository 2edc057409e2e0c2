import type { MedicalItem, MedicalKind, MedicalRecord, MedicalSource, NewMedicalItem } from "../domain/medical/medical.js";
import type { TracesOf } from "./traces.port.js";

export interface AddOptions {
  /** Which of them to add, asked in the transaction of what the patient has then: two processes at once never write one item twice. */
  readonly choose?: (record: MedicalRecord) => readonly NewMedicalItem[];
  /** What an imported line says (`importKeyOf`), for a single item: when an item has this key already, nothing is added. */
  readonly importKey?: string;
}

/** Medical data of patients (migration 006). Every write stands with its traces in one transaction. */
export interface MedicalStore {
  record(patientId: string): Promise<MedicalRecord>;
  get(id: string): Promise<MedicalItem | null>;
  /**
   * Adds items of one patient, all or none, and keeps `Patient.diagnoses` (CIM-10 of open problems) in step in the same transaction.
   * « Aucune connue » is contradicted by an open item of its kind: the statement is taken away. When nothing is added, nothing is traced.
   */
  add(
    patientId: string,
    items: readonly NewMedicalItem[],
    source: MedicalSource,
    who: { readonly at: string; readonly by: string },
    traces?: TracesOf<readonly MedicalItem[]>,
    options?: AddOptions,
  ): Promise<readonly MedicalItem[]>;
  /** Writes an item as it now is; false when somebody wrote it since `rowVersion` was read. */
  update(item: MedicalItem, at: string, traces?: TracesOf<MedicalItem>): Promise<boolean>;
  /** Takes away an item that was written by mistake: it leaves the record and the diagnoses. False as for {@link update}. */
  remove(item: MedicalItem, at: string, traces?: TracesOf<MedicalItem>): Promise<boolean>;
  /** The item that an import wrote, as it is now, removed or not; null: that line was never imported. */
  imported(importKey: string): Promise<{ readonly id: string; readonly removed: boolean } | null>;
  /** Protocols that a patient is included in, in the order of their names. */
  protocols(patientId: string): Promise<readonly string[]>;
  /** Adds and takes away protocols, in one transaction; gives those that are left. */
  changeProtocols(
    patientId: string,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
    traces?: TracesOf<readonly string[]>,
  ): Promise<readonly string[]>;
  /** « Aucune connue » of a kind, or no statement. Refused (false) while an open item of that kind is there; what stands already is not traced. */
  stateNone(patientId: string, kind: MedicalKind, none: boolean, traces?: TracesOf<null>): Promise<boolean>;
}
