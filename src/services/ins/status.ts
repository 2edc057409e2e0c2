import { maskMatricule, matriculeNature } from "../../domain/identity/matricule.js";
import type { ProofConfidence } from "../../domain/identity/proofs.js";
import type { Attributes, IdentityProof, IdentityStatus } from "../../domain/identity/types.js";
import type { InsiOutcome, Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { type HistoryLine, identityHistory } from "./history.js";
import { traceAccess } from "./identity-store.js";
import { nextStep } from "./next-step.js";
import { proofLevel, readProofSettings } from "./proof-settings.js";

export interface IdentityReport {
  readonly id: string;
  readonly fileNumber: string | null;
  readonly status: IdentityStatus;
  readonly attributes: Attributes;
  /** `confidence` null: a document that this cabinet no longer accepts. */
  readonly proof: (IdentityProof & { readonly confidence: ProofConfidence | null }) | null;
  /** Masked unless it was asked in clear. */
  readonly ins: { readonly matricule: string; readonly oid: string; readonly nature: "NIR" | "NIA" | null } | null;
  readonly lastInsi: Patient["lastInsi"];
  readonly history: readonly HistoryLine[];
  readonly next: string | null;
}

/** Where one identity stands. With `reveal` the matricule is in clear, and the access is traced before it is given (INS/va1.39). */
export async function identityReport(
  cabinet: OpenCabinet,
  id: string,
  options: { readonly reveal: boolean },
): Promise<IdentityReport> {
  const patient = await resolvePatient(cabinet, id);
  const { ins, proof, status, attributes } = patient.identity;
  const settings = await readProofSettings(cabinet.settings);
  const confidence = proof === null ? null : proofLevel(proof.type, settings);
  if (ins !== null && options.reveal) await traceAccess(cabinet, patient.id, "ins.status");
  const pending = await cabinet.reviews.list({ patientId: patient.id, state: "pending", limit: 1 });
  return {
    id: patient.id,
    fileNumber: patient.fileNumber,
    status,
    attributes,
    proof: proof === null ? null : { ...proof, confidence },
    ins:
      ins === null
        ? null
        : {
            matricule: options.reveal ? ins.matricule : maskMatricule(ins.matricule),
            oid: ins.oid,
            nature: matriculeNature(ins.oid),
          },
    lastInsi: patient.lastInsi,
    history: await identityHistory(cabinet.traces, patient.id),
    next: nextStep(patient, { pendingReview: pending.length > 0, confidence }),
  };
}

export type LastOutcome = InsiOutcome | "never";

export interface CabinetIdentityReport {
  readonly patients: number;
  readonly byStatus: Readonly<Record<IdentityStatus, number>>;
  readonly byLastInsi: Readonly<Record<LastOutcome, number>>;
  /** Qualified identities over patients, 0 to 1; null for an empty cabinet. */
  readonly qualificationRate: number | null;
}

/** Counts over the whole cabinet, made by the store. */
export async function cabinetReport(cabinet: OpenCabinet): Promise<CabinetIdentityReport> {
  const byStatus: Record<IdentityStatus, number> = { provisoire: 0, recuperee: 0, validee: 0, qualifiee: 0 };
  const byLastInsi: Record<LastOutcome, number> = { "00": 0, "01": 0, "02": 0, KO: 0, error: 0, never: 0 };
  let patients = 0;
  for (const count of await cabinet.patients.countByIdentity()) {
    byStatus[count.status] += count.patients;
    byLastInsi[count.lastInsi ?? "never"] += count.patients;
    patients += count.patients;
  }
  return { patients, byStatus, byLastInsi, qualificationRate: patients === 0 ? null : byStatus.qualifiee / patients };
}
