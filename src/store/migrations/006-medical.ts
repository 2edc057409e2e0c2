import { MEDICAL_KINDS } from "../../domain/medical/medical.js";
import type { Migration } from "./migration.js";

function oneOf(column: string, values: readonly string[]): string {
  return values.map((value) => `${column} = '${value}'`).join(" OR ");
}

/**
 * What of a patient's record a summary tells, item by item, and what the practice has answered of a section that is empty. Columns are what
 * is searched or compared; the rest of an item is one JSON object, read whole. `cim10` stands for open and closed problems that have such a
 * code: those of the open ones are copied to `patients.diagnoses` (medical/diagnoses.ts), which filters read.
 */
const ITEMS = `
CREATE TABLE medical_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  row_version INTEGER NOT NULL,
  patient INTEGER NOT NULL REFERENCES patients (id),
  kind TEXT NOT NULL CHECK (${oneOf("kind", MEDICAL_KINDS)}),
  closed INTEGER NOT NULL CHECK (closed = 0 OR closed = 1),
  label TEXT NOT NULL,
  since TEXT,
  until TEXT,
  cim10 TEXT,
  details TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (${oneOf("origin", ["entered", "file", "vsm"])}),
  document INTEGER REFERENCES documents (id),
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX medical_items_patient ON medical_items (patient, kind, closed);

-- « Aucune connue ».
CREATE TABLE medical_none (
  patient INTEGER NOT NULL REFERENCES patients (id),
  kind TEXT NOT NULL CHECK (${oneOf("kind", MEDICAL_KINDS)}),
  PRIMARY KEY (patient, kind)
) STRICT, WITHOUT ROWID;
`;

export const medical: Migration = {
  version: 6,
  up(database) {
    database.exec(ITEMS);
  },
};
