import type { IsoInstant } from "../../domain/identity/types.js";
import type { NewPatient, Patient } from "../../domain/patient.js";
import type { Connection, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import { withOpenProblems } from "../medical/diagnoses.js";
import type { PatientStore, PatientUpdate, SaveResult } from "../patients.port.js";
import { insertTrace } from "../traces.js";
import type { NewTrace } from "../traces.port.js";
import { columnChanges, columnValues, DIAGNOSES, INSERT_PATIENT, SELECT_COLUMNS } from "./columns.js";
import { identitiesChanged } from "./mark.js";
import { indexNames, type Names, reindexNames } from "./name-index.js";

type Batch = Parameters<PatientStore["save"]>[0];

/** Writes a batch in the transaction under way: all of it, but for the conflicts it reports. */
export function savePatients(connection: Connection, batch: Batch, at: IsoInstant): SaveResult {
  const inserted = (batch.inserts ?? []).map((patient, index) => insert(connection, patient, at, batch.insertTraces?.[index]));
  const stale: string[] = [];
  const sameIns: string[] = [];
  let identified = inserted.some((patient) => patient !== null);
  for (const change of batch.updates ?? []) {
    const written = update(connection, change, at);
    if (written === "stale") stale.push(change.patient.id);
    if (written === "same-ins") sameIns.push(change.patient.id);
    identified ||= written === "identified";
  }
  if (identified) identitiesChanged(connection);
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
 * `identified` when what tells who they are changed, `stale` when the patient moved on since it was read (or is unknown), `same-ins` when its new INS is already someone else's:
 * nothing of this update is then written, traces included.
 */
function update(connection: Connection, change: PatientUpdate, at: IsoInstant): "written" | "identified" | "stale" | "same-ins" {
  const { patient, expectedVersion, traces } = change;
  const row = rowOf("P", patient.id);
  const stored = row === null ? undefined : connection.prepare<[number], SqlValue[]>(SELECT_COLUMNS).raw().get(row);
  if (row === null || stored === undefined || stored[0] !== expectedVersion) return "stale";
  const values = columnValues(patient);
  // Read from the items only when the list is written: a batch of INS updates does not pay for it.
  if (values[DIAGNOSES] !== stored[DIAGNOSES + 1]) values[DIAGNOSES] = withOpenProblems(connection, row, patient.diagnoses);
  const changes = columnChanges(stored.slice(1), values);
  if (changes.newMatricule !== null && isTaken(connection, changes.newMatricule, row)) return "same-ins";
  connection.prepare<SqlValue[], unknown>(changes.sql).run(at, ...changes.values, row, expectedVersion);
  if (changes.renamed) reindexNames(connection, row, namesOf(patient));
  for (const trace of traces ?? []) insertTrace(connection, trace, row);
  return changes.identified ? "identified" : "written";
}

function isTaken(connection: Connection, matricule: string, row: number): boolean {
  const statement = connection.prepare<SqlValue[], unknown>("SELECT 1 FROM patients WHERE matricule = ? AND id <> ? LIMIT 1");
  return statement.get(matricule, row) !== undefined;
}

function namesOf(patient: NewPatient): Names {
  const { birthName, birthGivenNames, firstBirthGivenName } = patient.identity.traits;
  return { usedName: patient.usedName, usedGivenName: patient.usedGivenName, birthName, birthGivenNames, firstBirthGivenName };
}
