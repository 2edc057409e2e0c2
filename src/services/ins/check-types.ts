import type { Finding, PreflightInput } from "../../domain/identity/preflight-types.js";
import type { PatientColumn } from "../patients/columns.js";

/** One finding on one line or patient, told by import column. */
export interface CheckFinding {
  /** Import column; as it stands in the file for a line that can not be read; null when the whole line is concerned. */
  readonly column: string | null;
  /** Stable, dotted: `birth_name.stated`, `tabular.quote`. */
  readonly code: string;
  /** French, without patient data. */
  readonly message: string;
  /** Value to write in the column, when one can be told. Patient data. */
  readonly proposal: string | null;
  readonly certainty: Finding["certainty"];
  readonly level: Finding["level"];
  readonly rule: string | null;
}

/**
 * What the call would become. `blocked`: none would be made; `risk`: it would probably find nobody, or need a person; `already`:
 * the INS is there, no call is needed; `ready`: nothing is expected to fail.
 */
export type Prediction = "ready" | "already" | "risk" | "blocked";

export interface CheckedLine {
  /** Line of the file, null for a patient of the cabinet. */
  readonly line: number | null;
  /** The practice's `dossier`, else the patient id, else `line:N`. */
  readonly key: string;
  readonly patientId: string | null;
  readonly prediction: Prediction;
  readonly findings: readonly CheckFinding[];
  /** The corrected row, by import column, when at least one correction is proposed. */
  readonly patch: ReadonlyMap<PatientColumn, string> | null;
}

/** The import column of each field that the pre-flight checks read. */
export const FIELD_COLUMNS: Readonly<Record<keyof PreflightInput, PatientColumn>> = {
  birthName: "nom_naissance",
  birthGivenNames: "prenoms_naissance",
  firstBirthGivenName: "premier_prenom",
  usedName: "nom_utilise",
  usedGivenName: "prenom_utilise",
  birthDate: "date_naissance",
  birthDateInterpreted: "date_naissance_interpretee",
  sex: "sexe",
  birthPlace: "lieu_naissance",
  matricule: "matricule",
  oid: "oid",
  douteuse: "douteuse",
  fictive: "fictive",
};

/** What import corrects alone: worth telling, not worth a line in a patch. */
const DONE_BY_IMPORT = new Set(["name.normalised", "given_names.commas"]);

export function fromFinding({ field, proposal, rule, ...finding }: Finding): CheckFinding {
  return { column: FIELD_COLUMNS[field], ...finding, proposal: proposal ?? null, rule: rule ?? null };
}

export function predict(findings: readonly CheckFinding[]): Prediction {
  if (findings.some((finding) => finding.level === "blocking")) return "blocked";
  return findings.some((finding) => finding.level === "risk") ? "risk" : "ready";
}

/** The row with its proposals applied, or null when import alone would do as well. */
export function patched(
  row: ReadonlyMap<PatientColumn, string>,
  findings: readonly CheckFinding[],
): ReadonlyMap<PatientColumn, string> | null {
  const worth = findings.some((finding) => finding.proposal !== null && !DONE_BY_IMPORT.has(finding.code));
  if (!worth) return null;
  const next = new Map(row);
  for (const { column, proposal } of findings) {
    const known = COLUMN_NAMES.find((name) => name === column);
    if (known !== undefined && proposal !== null) next.set(known, proposal);
  }
  return next;
}

const COLUMN_NAMES: readonly PatientColumn[] = Object.values(FIELD_COLUMNS);
