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

/** The version, then the columns in the order of {@link columnValues}. */
export const SELECT_COLUMNS = `SELECT version, ${NAMES.join(", ")} FROM patients WHERE id = ?`;

const SEARCHED = new Set(["birth_name", "birth_given_names", "first_given_name", "used_name", "used_given_name"]);
/** What tells whose a received document is (domain/inbox/file-where.ts). */
const IDENTIFYING = new Set([
  ...SEARCHED,
  ...["birth_date", "sex", "birth_place", "status", "matricule", "oid", "ins_history", "douteuse", "fictive"],
]);
const MATRICULE = NAMES.indexOf("matricule");
/** Where the diagnoses stand among the values. */
export const DIAGNOSES = NAMES.indexOf("diagnoses");

/** How a patient differs from what is stored. */
export interface ColumnChanges {
  /** Writes what differs and no other column: SQLite rewrites each index that a statement names, changed or not. */
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** A name of the search index is among them. */
  readonly renamed: boolean;
  /** So is something of who they are. */
  readonly identified: boolean;
  /** The matricule that this patient did not have before. */
  readonly newMatricule: string | null;
}

/** @param stored,next values in the order of {@link columnValues} */
export function columnChanges(stored: readonly SqlValue[], next: readonly SqlValue[]): ColumnChanges {
  let set = "";
  const values: SqlValue[] = [];
  let renamed = false;
  let identified = false;
  for (let i = 0; i < NAMES.length; i++) {
    const value = next[i] ?? null;
    const name = NAMES[i];
    if (name === undefined || value === stored[i]) continue;
    set += `, ${name} = ?`;
    values.push(value);
    renamed ||= SEARCHED.has(name);
    identified ||= IDENTIFYING.has(name);
  }
  const matricule = next[MATRICULE];
  const newMatricule = typeof matricule === "string" && matricule !== stored[MATRICULE] ? matricule : null;
  // Only the version that was read may be replaced.
  const sql = `UPDATE patients SET version = version + 1, updated_at = ?${set} WHERE id = ? AND version = ?`;
  return { sql, values, renamed, identified, newMatricule };
}

/** Values in the order of the statements above, line by line as in {@link NAMES} (one literal: an import makes millions). */
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
