import type { IdentityStatus, Ins, Sex } from "../../domain/identity/types.js";
import type { Consent, InsiOutcome, Patient, PatientSummary, RcpDate } from "../../domain/patient.js";
import { storeDamaged } from "../errors.js";
import { readHistoryEntry } from "../insi-answer.js";
import { isRecord, parseList, text } from "../json.js";

/** A row of `patients`; the closed lists are guaranteed by the CHECK constraints of the table. */
export interface PatientRow extends SummaryRow {
  version: number;
  created_at: string;
  updated_at: string;
  birth_place: string;
  birth_date_interpreted: number;
  billing_birth_date: string | null;
  ins_history: string | null;
  homonyme: number;
  douteuse: number;
  fictive: number;
  proof_type: string | null;
  proof_checked_on: string | null;
  proof_checked_by: string | null;
  insi_outcome: InsiOutcome | null;
  insi_at: string | null;
  address: string | null;
  postcode: string | null;
  city: string | null;
  phone: string | null;
  email: string | null;
  medecin_traitant: string | null;
  ald: number;
  diagnoses: string | null;
  last_seen: string | null;
  last_vsm: string | null;
  rcp: string | null;
  dmp_feed: Consent;
  dmp_read: Consent;
  mss_professionals: Consent;
  mss_patient: Consent;
}

/** The columns of a listing. */
export interface SummaryRow {
  id: number;
  file_number: string | null;
  used_name: string | null;
  used_given_name: string | null;
  birth_name: string;
  first_given_name: string;
  birth_given_names: string;
  birth_date: string;
  sex: Sex;
  matricule: string | null;
  oid: string | null;
  status: IdentityStatus;
}

export const SUMMARY_COLUMNS = `id, file_number, used_name, used_given_name, birth_name, first_given_name, birth_given_names,
  birth_date, sex, matricule, oid, status`;

export function toSummary(row: SummaryRow): PatientSummary {
  return {
    id: `P${row.id}`,
    fileNumber: row.file_number,
    usedName: row.used_name,
    usedGivenName: row.used_given_name,
    birthName: row.birth_name,
    firstBirthGivenName: row.first_given_name,
    birthGivenNames: parseList(row.birth_given_names, text),
    birthDate: row.birth_date,
    sex: row.sex,
    matricule: row.matricule,
    oid: row.oid,
    status: row.status,
  };
}

export function toPatient(row: PatientRow): Patient {
  return {
    id: `P${row.id}`,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    fileNumber: row.file_number,
    identity: {
      traits: {
        birthName: row.birth_name,
        birthGivenNames: parseList(row.birth_given_names, text),
        firstBirthGivenName: row.first_given_name,
        birthDate: row.birth_date,
        sex: row.sex,
        birthPlace: row.birth_place,
      },
      status: row.status,
      ins: toIns(row),
      insHistory: parseList(row.ins_history, readHistoryEntry),
      attributes: { homonyme: row.homonyme === 1, douteuse: row.douteuse === 1, fictive: row.fictive === 1 },
      proof:
        row.proof_type === null
          ? null
          : { type: row.proof_type, checkedOn: text(row.proof_checked_on), checkedBy: text(row.proof_checked_by) },
    },
    usedName: row.used_name,
    usedGivenName: row.used_given_name,
    birthDateInterpreted: row.birth_date_interpreted === 1,
    billingBirthDate: row.billing_birth_date,
    contact: { address: row.address, postcode: row.postcode, city: row.city, phone: row.phone, email: row.email },
    medecinTraitant: row.medecin_traitant,
    ald: row.ald === 1,
    diagnoses: parseList(row.diagnoses, text),
    lastSeen: row.last_seen,
    lastVsm: row.last_vsm,
    rcp: parseList(row.rcp, readRcp),
    consents: {
      dmpFeed: row.dmp_feed,
      dmpRead: row.dmp_read,
      mssProfessionals: row.mss_professionals,
      mssPatient: row.mss_patient,
    },
    lastInsi: row.insi_outcome === null ? null : { outcome: row.insi_outcome, at: text(row.insi_at) },
  };
}

/** A matricule INS never travels without its OID: a row with one of the two is damaged. */
function toIns(row: SummaryRow): Ins | null {
  if (row.matricule === null && row.oid === null) return null;
  return { matricule: text(row.matricule), oid: text(row.oid) };
}

function readRcp(value: unknown): RcpDate {
  if (!isRecord(value) || typeof value.done !== "boolean") throw storeDamaged(null);
  return { date: text(value.date), done: value.done };
}
