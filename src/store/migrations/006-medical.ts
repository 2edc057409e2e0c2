import { MEDICAL_KINDS } from "../../domain/medical/medical.js";
import type { Migration } from "./migration.js";

function oneOf(column: string, values: readonly string[]): string {
  return values.map((value) => `${column} = '${value}'`).join(" OR ");
}

/**
 * What of a patient's record a summary tells, item by item, and what the practice has answered of a section that is empty. Columns are what
 * is searched or compared; the rest of an item is one JSON object, read whole. `cim10` stands for open and closed problems that have such a
 * code: those of the open ones are copied to `patients.diagnoses` (medical/diagnoses.ts), which filters read. An item that was written by
 * mistake leaves the record (`removed`) and stays in the store, for the traces that name it. `import_key` is what an imported line says: the
 * same line twice is once, even when the item was corrected or closed since.
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
  document INTEGER REFERENCES documents (id) ON DELETE SET NULL,
  import_key TEXT,
  removed INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX medical_items_patient ON medical_items (patient, kind, closed);
CREATE UNIQUE INDEX medical_items_import ON medical_items (import_key) WHERE import_key IS NOT NULL;
CREATE INDEX medical_items_document ON medical_items (document) WHERE document IS NOT NULL;

-- « Aucune connue ».
CREATE TABLE medical_none (
  patient INTEGER NOT NULL REFERENCES patients (id),
  kind TEXT NOT NULL CHECK (${oneOf("kind", MEDICAL_KINDS)}),
  PRIMARY KEY (patient, kind)
) STRICT, WITHOUT ROWID;
`;

/** Protocols that a patient is included in (DOC/va1.11), for the reminders: like diagnoses, a JSON list, null when empty. */
const PROTOCOLS = `
ALTER TABLE patients ADD COLUMN protocols TEXT;
CREATE INDEX patients_protocols ON patients (id, last_vsm) WHERE protocols IS NOT NULL;
`;

/** From now on the date of the last VSM follows the documents of a file (documents/last-vsm.ts): those that are there already count. */
const LAST_VSM = `
UPDATE patients SET last_vsm = found.last
FROM (SELECT patient, max(act_date) AS last FROM documents WHERE type_code = 'SYNTH' AND state = 'current' GROUP BY patient) AS found
WHERE found.patient = patients.id AND (last_vsm IS NULL OR last_vsm < found.last);
`;

export const medical: Migration = {
  version: 6,
  up(database) {
    database.exec(ITEMS);
    database.exec(PROTOCOLS);
    database.exec(LAST_VSM);
  },
};
