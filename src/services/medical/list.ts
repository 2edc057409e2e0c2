import { type Completeness, completeness } from "../../domain/medical/completeness.js";
import type { MedicalRecord } from "../../domain/medical/medical.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";

/** A patient's record as a person reads it. */
export interface ShownRecord extends MedicalRecord {
  readonly patient: Patient;
  readonly protocols: readonly string[];
  readonly completeness: Completeness;
}

/** The record of a patient, with how complete it is. */
export async function showRecord(cabinet: OpenCabinet, reference: string): Promise<ShownRecord> {
  const patient = await resolvePatient(cabinet, reference);
  const record = await cabinet.medical.record(patient.id);
  const protocols = await cabinet.medical.protocols(patient.id);
  return { ...record, patient, protocols, completeness: completeness(record, patient) };
}
