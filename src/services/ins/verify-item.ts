import type { IdentityStatus } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { InsiFault } from "../../gateways/insi/port.js";

/** `refused`: no call was made, a rule forbids it. `error`: the service gave no answer; asking again is right or not, see advice. */
export type VerifyOutcome = "ok" | "ko" | "refused" | "error";

/** One output line for one patient. */
export interface VerifyItem {
  readonly id: string;
  /** The practice's file number, else the id. */
  readonly key: string;
  readonly outcome: VerifyOutcome;
  /** `OK`, `KO`, the fault's code, or our own rule code. */
  readonly code: string;
  /** Status after the verification; null for an unknown patient. */
  readonly status: IdentityStatus | null;
  readonly calls: number;
  /** French, without patient data. */
  readonly advice: string | null;
  /** The fault when the service gave no answer. */
  readonly fault?: InsiFault | undefined;
}

export function verified(patient: Patient, outcome: VerifyOutcome, code: string, calls: number): VerifyItem {
  const { status } = patient.identity;
  return {
    id: patient.id,
    key: patient.fileNumber ?? patient.id,
    outcome,
    code,
    status,
    calls,
    advice: advice(patient.id, code),
  };
}

export function faulted(patient: Patient, fault: InsiFault, calls: number): VerifyItem {
  const item = verified(patient, "error", fault.serviceCode, calls);
  return { ...item, advice: fault.advice ?? fault.message, fault };
}

export function unknownPatient(id: string): VerifyItem {
  return {
    id,
    key: id,
    outcome: "refused",
    code: "patient.not_found",
    status: null,
    calls: 0,
    advice: "Retrouvez-le : segur patient search",
  };
}

function advice(id: string, code: string): string | null {
  switch (code) {
    case "KO":
      return `Contrôlez les traits sur une pièce d'identité, puis : segur ins qualify ${id}`;
    case "verify.no_ins":
      return `Pas d'INS à vérifier : segur ins qualify ${id}`;
    case "identity.sex_undetermined":
      return "INSi n'accepte que les sexes M et F : contrôlez la pièce d'identité.";
    case "verify.changed_meanwhile":
      return `L'identité a été modifiée pendant l'appel : segur ins verify ${id}`;
    default:
      return null;
  }
}
