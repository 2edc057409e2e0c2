import type { CdaHeader } from "../../documents/cda/header.js";
import {
  compareIdentity,
  type DocumentPatient,
  type IdentityComparison,
  type IdentityField,
} from "../../domain/document/compare-identity.js";
import type { Document } from "../../domain/document/document.js";
import type { Patient } from "../../domain/patient.js";
import { otherPatient, patientUnsure, severalPatients, traitsDiffer } from "./cda-errors.js";

/** What a header says of whose a document is. */
type Naming = { readonly patient: DocumentPatient; readonly otherPatients: readonly unknown[] };
type Known = Pick<Patient, "id" | "identity" | "usedName" | "usedGivenName">;

/** Whose a CDA is, by its whole header: a document of two persons is nobody's (cda.md §2: one `recordTarget`). */
export function whoseCda({ patient, otherPatients }: Naming, known: Known): IdentityComparison {
  const { identity, usedName, usedGivenName } = known;
  const compared = compareIdentity(patient, { ...identity, usedName, usedGivenName });
  return otherPatients.length > 0 ? { ...compared, verdict: "several" } : compared;
}

/**
 * Refuses a document of somebody else or of several persons; one that says too little, or contradicts itself, waits for a person.
 * @returns what a person has just confirmed; undefined when nothing had to be
 * @throws {SegurError} `document.other_patient`, `document.several_patients`, `document.traits_differ`, `document.patient_unsure`
 */
export function requirePatient(
  header: Naming,
  patient: Known,
  said: { readonly samePatient: boolean },
): readonly IdentityField[] | undefined {
  const { verdict, differing, missing } = whoseCda(header, patient);
  if (verdict === "several") throw severalPatients(patient.id);
  if (verdict === "other") throw otherPatient(patient.id, differing);
  if (verdict === "contradicts" && !said.samePatient) {
    throw traitsDiffer(patient.id, differing, "Lisez-le ; s'il est bien le sien, relancez la commande avec --same-patient");
  }
  if (verdict === "unknown" && !said.samePatient) throw patientUnsure(patient.id, missing);
  if (verdict === "contradicts") return differing;
  return verdict === "unknown" ? missing : undefined;
}

/**
 * The same before a CDA leaves: what contradicts the file must have been confirmed when it was filed, for what differs today. One that
 * does not say whose it is never leaves.
 * @throws {SegurError} those of {@link requirePatient}
 */
export function requirePatientToSend(header: CdaHeader, patient: Known, { id, samePatient = [] }: Document): void {
  const { verdict, differing } = whoseCda(header, patient);
  if (verdict !== "contradicts") return void requirePatient(header, patient, { samePatient: false });
  if (differing.every((field) => samePatient.includes(field))) return;
  const again = `segur doc show ${id}, puis, s'il est bien le sien : segur doc add ${patient.id} FICHIER --same-patient`;
  throw traitsDiffer(patient.id, differing, again);
}
