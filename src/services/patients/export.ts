import { maskMatricule } from "../../domain/identity/matricule.js";
import type { Consent, Patient } from "../../domain/patient.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireRight } from "../session/access.js";
import type { PatientColumn } from "./columns.js";

/** Columns of an export: those of an import, and the status, which an import does not read. */
export type ExportColumn = PatientColumn | "statut";

export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  "id",
  "dossier",
  "nom_naissance",
  "prenoms_naissance",
  "premier_prenom",
  "nom_utilise",
  "prenom_utilise",
  "date_naissance",
  "date_naissance_interpretee",
  "sexe",
  "lieu_naissance",
  "statut",
  "matricule",
  "oid",
  "preuve_type",
  "preuve_date",
  "preuve_par",
  "homonyme",
  "douteuse",
  "fictive",
  "date_naissance_facturation",
  "adresse",
  "code_postal",
  "ville",
  "telephone",
  "email",
  "medecin_traitant",
  "ald",
  "diagnostics",
  "derniere_visite",
  "dernier_vsm",
  "rcp",
  "consentement_dmp_alimentation",
  "consentement_dmp_consultation",
  "consentement_mss_professionnels",
  "consentement_mss_patient",
];

const CONSENT: Readonly<Record<Consent, string>> = { none: "aucun", given: "accord", opposed: "opposition" };

/**
 * One patient as an import reads it back. A matricule in clear is for a qualified identity only (rule 28, INS/va1.53); diagnoses, for who
 * has the right to medical data: a blank cell changes nothing when the file is imported.
 */
export function exportRow(
  patient: Patient,
  { reveal, medical }: { readonly reveal: boolean; readonly medical: boolean },
): Readonly<Record<ExportColumn, string | null>> {
  const { identity, contact, consents } = patient;
  const { traits, attributes, proof, ins } = identity;
  const clear = reveal && isRevealed(patient);
  const yesNo = (value: boolean) => (value ? "oui" : "non");
  return {
    id: patient.id,
    dossier: patient.fileNumber,
    nom_naissance: traits.birthName,
    prenoms_naissance: givenNames(traits.birthGivenNames),
    premier_prenom: traits.firstBirthGivenName,
    nom_utilise: patient.usedName,
    prenom_utilise: patient.usedGivenName,
    date_naissance: traits.birthDate,
    date_naissance_interpretee: yesNo(patient.birthDateInterpreted),
    sexe: traits.sex,
    lieu_naissance: traits.birthPlace,
    statut: identity.status,
    matricule: ins === null ? null : clear ? ins.matricule : maskMatricule(ins.matricule),
    oid: clear ? (ins?.oid ?? null) : null,
    preuve_type: proof?.type ?? null,
    preuve_date: proof?.checkedOn ?? null,
    preuve_par: proof?.checkedBy ?? null,
    homonyme: yesNo(attributes.homonyme),
    douteuse: yesNo(attributes.douteuse),
    fictive: yesNo(attributes.fictive),
    date_naissance_facturation: patient.billingBirthDate,
    adresse: contact.address,
    code_postal: contact.postcode,
    ville: contact.city,
    telephone: contact.phone,
    email: contact.email,
    medecin_traitant: patient.medecinTraitant,
    ald: yesNo(patient.ald),
    diagnostics: (medical && patient.diagnoses.join(" ")) || null,
    derniere_visite: patient.lastSeen,
    dernier_vsm: patient.lastVsm,
    rcp: patient.rcp.map(({ date, done }) => `${date}:${done ? "faite" : "prevue"}`).join(", ") || null,
    consentement_dmp_alimentation: CONSENT[consents.dmpFeed],
    consentement_dmp_consultation: CONSENT[consents.dmpRead],
    consentement_mss_professionnels: CONSENT[consents.mssProfessionals],
    consentement_mss_patient: CONSENT[consents.mssPatient],
  };
}

/** Commas keep a given name that holds a space whole, also when it is alone. */
function givenNames(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return names.length === 1 && names[0]?.includes(" ") ? `${names[0]},` : names.join(", ");
}

/** Whether `--reveal` shows the matricule of this patient. */
export function isRevealed({ identity }: Patient): boolean {
  return identity.ins !== null && identity.status === "qualifiee";
}

const BATCH = 500;

/**
 * Patients to export, in id order. With `reveal`, the access to each matricule is traced before the patient is given
 * (INS/va1.39, .49).
 */
export async function* exportPatients(
  cabinet: OpenCabinet,
  patients: AsyncIterable<Patient>,
  reveal: boolean,
): AsyncGenerator<Patient> {
  if (!reveal) {
    yield* patients;
    return;
  }
  await requireRight(cabinet, "ins.see", "patient export");
  let batch: Patient[] = [];
  for await (const patient of patients) {
    batch.push(patient);
    if (batch.length < BATCH) continue;
    await traceAccesses(cabinet, batch);
    yield* batch;
    batch = [];
  }
  await traceAccesses(cabinet, batch);
  yield* batch;
}

async function traceAccesses(cabinet: OpenCabinet, patients: readonly Patient[]): Promise<void> {
  const common = { kind: "ins.accessed", at: cabinet.clock.now().toISOString(), actor: cabinet.actor } as const;
  const traces: NewTrace[] = [];
  for (const patient of patients) {
    if (isRevealed(patient)) traces.push({ ...common, patientId: patient.id, data: { where: "patient export" } });
  }
  if (traces.length > 0) await cabinet.traces.append(traces);
}
