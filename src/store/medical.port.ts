import type { MedicalItem, MedicalKind, MedicalRecord, MedicalSource, NewMedicalItem } from "../domain/medical/medical.js";
import type { TracesOf } from "./traces.port.js";

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
    /** Which of them to add, asked in the transaction of what the patient has then: two imports at once never write one item twice. */
    choose?: (record: MedicalRecord) => readonly NewMedicalItem[],
  ): Promise<readonly MedicalItem[]>;
  /** Writes an item as it now is; false when somebody wrote it since `rowVersion` was read. */
  update(item: MedicalItem, at: string, traces?: TracesOf<MedicalItem>): Promise<boolean>;
  /** « Aucune connue » of a kind, or no statement. Refused (false) while an open item of that kind is there. */
  stateNone(patientId: string, kind: MedicalKind, none: boolean, traces?: TracesOf<null>): Promise<boolean>;
}
