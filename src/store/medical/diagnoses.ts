import type { Connection } from "../connection.js";
import { listJson, parseList, text } from "../json.js";

const CODES = `SELECT DISTINCT cim10 FROM medical_items WHERE patient = ? AND kind = 'problem' AND closed = 0 AND removed = 0
  AND cim10 IS NOT NULL`;
const READ = "SELECT diagnoses FROM patients WHERE id = ?";
/** The version moves: whoever read the patient before would write the old list back. */
const WRITE = "UPDATE patients SET diagnoses = ?, version = version + 1, updated_at = ? WHERE id = ?";

/** CIM-10 of the open problems of a patient, within a read or a write. */
export function openCodes(connection: Connection, patient: number): readonly string[] {
  return connection.prepare<[number], string>(CODES).pluck().all(patient);
}

/**
 * Runs a write of items and brings `patients.diagnoses` in step: the codes that this write opened come to the list, those that it closed
 * leave it, the others stay. A code that a file or a person wrote there, and that no item tells, is therefore never lost.
 */
export function keepingDiagnoses<T>(connection: Connection, patient: number, at: string, write: () => T): T {
  const before = openCodes(connection, patient);
  const written = write();
  const after = openCodes(connection, patient);
  const stored = connection.prepare<[number], string | null>(READ).pluck().get(patient) ?? null;
  const kept = parseList(stored, text).filter((code) => has(after, code) || !has(before, code));
  const json = listJson([...kept, ...after.filter((code) => !has(kept, code))]);
  if (json !== stored) connection.prepare<unknown[], unknown>(WRITE).run(json, at, patient);
  return written;
}

/** A list of diagnoses as a file or a person writes it: the codes of the problems that are open stay in it. */
export function withOpenProblems(connection: Connection, patient: number, diagnoses: readonly string[]): string | null {
  return listJson([...diagnoses, ...openCodes(connection, patient).filter((code) => !has(diagnoses, code))]);
}

/** Files write `E119` and `E11.9`: it is one code. */
function has(codes: readonly string[], wanted: string): boolean {
  const undotted = wanted.replace(".", "");
  return codes.some((code) => code.replace(".", "") === undotted);
}
