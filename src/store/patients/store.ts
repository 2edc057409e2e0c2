import type { FilterExpression } from "../../domain/filters.js";
import type { Patient } from "../../domain/patient.js";
import type { Clock } from "../../domain/ports.js";
import type { Connection } from "../connection.js";
import type { PatientStore } from "../patients.port.js";
import { matchingRows } from "./candidates.js";
import { duplicateGroups } from "./duplicates.js";
import {
  countByIdentity,
  countPatients,
  readByBirthDate,
  readByFileNumbers,
  readById,
  readByMatricule,
  readPatient,
} from "./read.js";
import { searchPatients } from "./search.js";
import { savePatients } from "./write.js";

/** Patients read at once by a walk; between two pages other work goes on and no lock is kept. */
const WALK = 500;

/** The patients of the cabinet over SQLite. */
export function openPatients(connection: Connection, clock: Pick<Clock, "now">): PatientStore {
  return {
    get: (id) => connection.read(() => readById(connection, id)),
    getMany: (ids) => connection.readTogether(() => ids.map((id) => readById(connection, id))),
    findByFileNumbers: (numbers) => connection.readTogether(() => readByFileNumbers(connection, numbers)),
    findByMatricule: (matricule) => connection.read(() => readByMatricule(connection, matricule)),
    findNear: (birthDate) => connection.read(() => readByBirthDate(connection, birthDate)),
    search: (query, page) => connection.read(() => searchPatients(connection, query, page)),
    walk: (filter) => walk(connection, filter),
    duplicateGroups: () => duplicateGroups(connection),
    count: () => connection.read(() => countPatients(connection)),
    countUpTo: (filter, most) => connection.read(() => matchingRows(connection, { names: [], filter }, 0, most).length),
    countByIdentity: () => connection.read(() => countByIdentity(connection)),
    save: (batch) => connection.write(() => savePatients(connection, batch, clock.now().toISOString())),
  };
}

async function* walk(connection: Connection, filter: FilterExpression | undefined): AsyncGenerator<Patient> {
  let after = 0;
  while (true) {
    const start = after;
    const page = await connection.read(() => {
      const rows = matchingRows(connection, { names: [], filter }, start, WALK);
      return { last: rows.at(-1), patients: rows.map((row) => readPatient(connection, row)) };
    });
    for (const patient of page.patients) if (patient !== null) yield patient;
    if (page.last === undefined) return;
    after = page.last;
  }
}
