import type { IdentityStatus, Ins } from "../../../src/domain/identity/types.js";
import type { NewPatient } from "../../../src/domain/patient.js";
import { newPatient, OFFICIAL, type Record } from "../support/patients.js";

export const RUTH_INS: Ins = { matricule: "277076322082910", oid: "1.2.250.1.213.1.4.8" };

/** RUTH NESSI (insi.md §4) at a given status, as the status machine would have left her. */
export function ruth(status: IdentityStatus, change: Partial<Record> = {}): NewPatient {
  const patient = newPatient({ ...OFFICIAL.ruth, ...change });
  const hasIns = status === "qualifiee" || status === "recuperee";
  const hasProof = status === "qualifiee" || status === "validee";
  const identity = {
    ...patient.identity,
    status,
    ins: hasIns ? RUTH_INS : null,
    proof: hasProof ? { type: "CN", checkedOn: "2026-01-15", checkedBy: "Dr Essai" } : null,
  };
  return { ...patient, identity };
}
