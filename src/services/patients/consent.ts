import type { Consent, Consents, ConsentUse, Patient } from "../../domain/patient.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { savePatient } from "../ins/identity-store.js";

export type ConsentChange = Partial<Record<ConsentUse, Consent>>;

export const CONSENT_USES: readonly ConsentUse[] = ["dmpFeed", "dmpRead", "mssProfessionals", "mssPatient"];

/** Records consents and oppositions, at any time (DMP/UX.06), each change with its trace. */
export async function changeConsents(cabinet: OpenCabinet, patient: Patient, change: ConsentChange): Promise<Patient> {
  const consents: Consents = { ...patient.consents, ...change };
  const at = cabinet.clock.now().toISOString();
  const traces: NewTrace[] = [];
  for (const use of CONSENT_USES) {
    const [from, to] = [patient.consents[use], consents[use]];
    if (from === to) continue;
    traces.push({ kind: "patient.consent", at, actor: cabinet.actor, patientId: patient.id, data: { use, from, to } });
  }
  if (traces.length === 0) return patient;
  const changed = { ...patient, consents };
  await savePatient(cabinet, changed, traces);
  return changed;
}
