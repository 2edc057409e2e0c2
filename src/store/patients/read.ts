import type { IsoDate } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { Connection } from "../connection.js";
import { rowOf } from "../ids.js";
import type { IdentityCount } from "../patients.port.js";
import { type PatientRow, toPatient } from "./row.js";

const ALL = "SELECT * FROM patients";

export function readPatient(connection: Connection, row: number): Patient | null {
  const found = connection.prepare<[number], PatientRow>(`${ALL} WHERE id = ?`).get(row);
  return found === undefined ? null : toPatient(found);
}

export function readById(connection: Connection, id: string): Patient | null {
  const row = rowOf("P", id);
  return row === null ? null : readPatient(connection, row);
}

export function readByFileNumbers(connection: Connection, numbers: readonly string[]): Map<string, Patient> {
  const select = connection.prepare<[string], PatientRow>(`${ALL} WHERE file_number = ?`);
  const found = new Map<string, Patient>();
  for (const number of numbers) {
    const row = select.get(number);
    if (row !== undefined) found.set(number, toPatient(row));
  }
  return found;
}

export function readByMatricule(connection: Connection, matricule: string): Patient[] {
  return connection.prepare<[string], PatientRow>(`${ALL} WHERE matricule = ? ORDER BY id`).all(matricule).map(toPatient);
}

export function readByBirthDate(connection: Connection, birthDate: IsoDate): Patient[] {
  return connection.prepare<[string], PatientRow>(`${ALL} WHERE birth_date = ? ORDER BY id`).all(birthDate).map(toPatient);
}

export function countByIdentity(connection: Connection): IdentityCount[] {
  const sql = "SELECT status, insi_outcome AS lastInsi, count(*) AS patients FROM patients GROUP BY status, insi_outcome";
  return connection.prepare<[], IdentityCount>(sql).all();
}

export function countPatients(connection: Connection): number {
  return connection.prepare<[], { n: number }>("SELECT count(*) AS n FROM patients").get()?.n ?? 0;
}
