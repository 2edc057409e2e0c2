import type { NewPatient, RcpDate } from "../../domain/patient.js";
import type { SqlValue } from "../connection.js";
import { listJson } from "../json.js";

/** Columns of `patients` that come from the patient, in the order of {@link columnValues}. The reverse is in row.ts. */
const NAMES = [
  "file_number",
  ...["birth_name", "birth_given_names", "first_given_name", "birth_date", "sex", "birth_place"],
  ...["used_name", "used_given_name", "birth_date_interpreted", "billing_birth_date"],
  ...["status", "matricule", "oid", "ins_history", "homonyme", "douteuse", "fictive"],
  ...["proof_type", "proof_checked_on", "proof_checked_by", "insi_outcome", "insi_at"],
  ...["address", "postcode", "city", "phone", "email"],
  ...["medecin_traitant", "ald", "diagnoses", "last_seen", "last_vsm", "rcp", "rcp_planned", "rcp_done"],
  ...["dmp_feed", "dmp_read", "mss_professionals", "mss_patient"],
];

/** File numbers are unique: a number taken meanwhile makes no row, which the caller sees by the count of changes. */
export const INSERT_PATIENT = `INSERT INTO patients (version, created_at, updated_at, ${NAMES.join(", ")})
  VALUES (1, ?, ?, ${NAMES.map(() => "?").join(", ")})
  ON CONFLICT (file_number) WHERE file_number IS NOT NULL DO NOTHING`;

/** Only the version that was read may be replaced. */
export const UPDATE_PATIENT = `UPDATE patients SET version = version + 1, updated_at = ?, ${NAMES.map((name) => `${name} = ?`).join(", ")}
  WHERE id = ? AND version = ?`;

/** Values in the order of both statements above, line by line as in {@link NAMES} (one literal: an import makes millions). */
export function columnValues(p: NewPatient): SqlValue[] {
  const { identity, contact, consents, lastInsi } = p;
  const { traits, ins, attributes, proof } = identity;
  // biome-ignore format: one line here is one line of NAMES.
  return [
    p.fileNumber,
    traits.birthName, JSON.stringify(traits.birthGivenNames), traits.firstBirthGivenName, traits.birthDate, traits.sex, traits.birthPlace,
    p.usedName, p.usedGivenName, flag(p.birthDateInterpreted), p.billingBirthDate,
    identity.status, ins?.matricule ?? null, ins?.oid ?? null, listJson(identity.insHistory), flag(attributes.homonyme), flag(attributes.douteuse), flag(attributes.fictive),
    proof?.type ?? null, proof?.checkedOn ?? null, proof?.checkedBy ?? null, lastInsi?.outcome ?? null, lastInsi?.at ?? null,
    contact.address, contact.postcode, contact.city, contact.phone, contact.email,
    p.medecinTraitant, flag(p.ald), listJson(p.diagnoses), p.lastSeen, p.lastVsm, listJson(p.rcp), rcpPlanned(p.rcp), rcpDone(p.rcp),
    consents.dmpFeed, consents.dmpRead, consents.mssProfessionals, consents.mssPatient,
  ];
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

/** Nearest RCP not yet held. */
function rcpPlanned(dates: readonly RcpDate[]): string | null {
  let nearest: string | null = null;
  for (const { date, done } of dates) if (!done && (nearest === null || date < nearest)) nearest = date;
  return nearest;
}

/** Last RCP held. */
function rcpDone(dates: readonly RcpDate[]): string | null {
  let last: string | null = null;
  for (const { date, done } of dates) if (done && (last === null || date > last)) last = date;
  return last;
}
