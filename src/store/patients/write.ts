import type { IsoInstant } from "../../domain/identity/types.js";
import type { NewPatient, Patient } from "../../domain/patient.js";
import type { Connection, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import type { PatientStore, PatientUpdate, SaveResult } from "../patients.port.js";
import { insertTrace } from "../traces.js";
import type { NewTrace } from "../traces.port.js";
import { columnValues, INSERT_PATIENT, UPDATE_PATIENT } from "./columns.js";
import { indexNames, type Names, reindexNames } from "./name-index.js";

type Batch = Parameters<PatientStore["save"]>[0];

/** What an update needs to know of the patient as it is stored. */
interface BeforeRow {
  version: number;
  matricule: string | null;
  birth_name: string;
  first_given_name: string;
  birth_given_names: string;
  used_name: string | null;
  used_given_name: string | null;
}
const BEFORE = `SELECT version, matricule, birth_name, first_given_name, birth_given_names, used_name, used_given_name
  FROM patients WHERE id = ?`;

/** Writes a batch in the transaction under way: all of it, but for the conflicts it reports. */
export function savePatients(connection: Connection, batch: Batch, at: IsoInstant): SaveResult {
  const inserted = (batch.inserts ?? []).map((patient, index) => insert(connection, patient, at, batch.insertTraces?.[index]));
  const stale: string[] = [];
  const sameIns: string[] = [];
  for (const change of batch.updates ?? []) {
    const written = update(connection, change, at);
    if (written === "stale") stale.push(change.patient.id);
    if (written === "same-ins") sameIns.push(change.patient.id);
  }
  for (const trace of batch.traces ?? []) insertTrace(connection, trace);
  return { inserted, stale, sameIns };
}

/** Null when the file number was taken. */
function insert(connection: Connection, patient: NewPatient, at: IsoInstant, trace: NewTrace | undefined): Patient | null {
  const statement = connection.prepare<SqlValue[], unknown>(INSERT_PATIENT);
  const { changes, lastInsertRowid } = statement.run(at, at, ...columnValues(patient));
  if (changes === 0) return null;
  const row = Number(lastInsertRowid);
  indexNames(connection, row, namesOf(patient));
  if (trace !== undefined) insertTrace(connection, trace, row);
  return Object.assign({ id: `P${row}`, version: 1, createdAt: at, updatedAt: at }, patient);
}

/**
 * `stale` when the patient moved on since it was read (or is unknown), `same-ins` when its new INS is already someone else's:
 * nothing of this update is then written, traces included.
 */
function update(connection: Connection, change: PatientUpdate, at: IsoInstant): "written" | "stale" | "same-ins" {
  const { patient, expectedVersion, traces } = change;
  const row = rowOf("P", patient.id);
  const before = row === null ? undefined : connection.prepare<[number], BeforeRow>(BEFORE).get(row);
  if (row === null || before === undefined || before.version !== expectedVersion) return "stale";
  const matricule = patient.identity.ins?.matricule;
  if (matricule !== undefined && matricule !== before.matricule && isTaken(connection, matricule, row)) return "same-ins";
  connection.prepare<SqlValue[], unknown>(UPDATE_PATIENT).run(at, ...columnValues(patient), row, expectedVersion);
  const names = namesOf(patient);
  if (!sameNames(before, patient)) reindexNames(connection, row, names);
  for (const trace of traces ?? []) insertTrace(connection, trace, row);
  return "written";
}

function isTaken(connection: Connection, matricule: string, row: number): boolean {
  const statement = connection.prepare<SqlValue[], unknown>("SELECT 1 FROM patients WHERE matricule = ? AND id <> ? LIMIT 1");
  return statement.get(matricule, row) !== undefined;
}

function namesOf(patient: NewPatient): Names {
  const { birthName, birthGivenNames, firstBirthGivenName } = patient.identity.traits;
  return { usedName: patient.usedName, usedGivenName: patient.usedGivenName, birthName, birthGivenNames, firstBirthGivenName };
}

/** Compared as they are stored, so that a whole patient is not read for it. */
function sameNames(before: BeforeRow, after: NewPatient): boolean {
  const { birthName, birthGivenNames, firstBirthGivenName } = after.identity.traits;
  return (
    before.birth_name === birthName &&
    before.first_given_name === firstBirthGivenName &&
    before.birth_given_names === JSON.stringify(birthGivenNames) &&
    before.used_name === after.usedName &&
    before.used_given_name === after.usedGivenName
  );
}
