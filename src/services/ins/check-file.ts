import { parseColumnMap } from "../../documents/tabular/map.js";
import { readTabular, type TabularFile } from "../../documents/tabular/reader.js";
import { PATIENT_COLUMNS, PATIENT_SCHEMA, type PatientColumn } from "../patients/columns.js";
import { FIELD_COLUMNS } from "./check-types.js";

/** Columns that a correction may touch, and those that name the patient: always in a patch. */
export const PATCH_COLUMNS: ReadonlySet<PatientColumn> = new Set(["dossier", ...Object.values(FIELD_COLUMNS)]);

/** A stored patient that is checked has no INS, and its attributes and interpreted date are not corrected by a file. */
const NOT_STORED: ReadonlySet<PatientColumn> = new Set(["matricule", "oid", "date_naissance_interpretee", "douteuse", "fictive"]);

/** Columns of the patch of stored patients: who it is, and the traits. */
export const STORED_COLUMNS: readonly PatientColumn[] = PATIENT_COLUMNS.filter(
  (name) => name === "id" || (PATCH_COLUMNS.has(name) && !NOT_STORED.has(name)),
);

export interface CheckableFile {
  readonly file: TabularFile;
  /** Columns of its patch: those of the file, and those that a correction may fill. */
  readonly columns: readonly PatientColumn[];
}

/** Opens a patient file to check it. `map` as typed: `Nom=nom_naissance`, several of them, or a JSON object. */
export async function openCheckableFile(source: AsyncIterable<Buffer>, map: readonly string[]): Promise<CheckableFile> {
  const file = await readTabular(source, {
    schema: PATIENT_SCHEMA,
    map: map.length === 0 ? undefined : parseColumnMap(map.join(","), PATIENT_SCHEMA),
  });
  // The columns of NDJSON are only known at the end: its patch has them all.
  const whole = file.format === "ndjson";
  return { file, columns: PATIENT_COLUMNS.filter((name) => whole || file.columns.has(name) || PATCH_COLUMNS.has(name)) };
}
