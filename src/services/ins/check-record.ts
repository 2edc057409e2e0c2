import type { TabularRecord } from "../../documents/tabular/record.js";
import { UNKNOWN_BIRTH_PLACE } from "../../domain/identity/birth-place.js";
import { type PreflightInput, preflight, preflightInputOf } from "../../domain/identity/preflight.js";
import { isLocked } from "../../domain/identity/status.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import { at, PATIENT_COLUMNS, type PatientColumn } from "../patients/columns.js";
import type { Problem } from "../patients/problem.js";
import { parseYesNo } from "../patients/values.js";
import { type CheckedLine, type CheckFinding, FIELD_COLUMNS, fromFinding, patched, predict } from "./check-types.js";

/** What import would make of a line. */
export interface ImportView {
  /** The patient that the line is about. */
  readonly stored: Patient | undefined;
  /** Why import would refuse the line; empty when it would take it. */
  readonly problems: readonly Problem[];
}

/** Checks one line of a file: over the stored patient that it is about, as import would read it. */
export function checkRecord(record: TabularRecord, { stored, problems }: ImportView, today: IsoDate): CheckedLine {
  const { line, values } = record;
  const key = values[at("dossier")] ?? stored?.id ?? `line:${line}`;
  const common = { line, key, patientId: stored?.id ?? null };
  if (record.problems.length > 0) {
    return { ...common, prediction: "blocked", findings: record.problems.map(fromProblem), patch: null };
  }
  const locked = stored !== undefined && isLocked(stored.identity);
  // An identity that has its INS is not called again (rule 52): only what import itself refuses is told.
  const findings = locked ? [] : preflight(rawInput(values, stored), today).map(fromFinding);
  for (const problem of problems) {
    if (!isTold(findings, problem)) findings.push(fromProblem(problem));
  }
  const prediction = predict(findings);
  return {
    ...common,
    prediction: locked && prediction === "ready" ? "already" : prediction,
    findings,
    patch: patched(rowOf(values), findings),
  };
}

/** Checks a stored patient. */
export function checkPatient(patient: Patient, today: IsoDate): CheckedLine {
  const common = { line: null, key: patient.fileNumber ?? patient.id, patientId: patient.id };
  if (isLocked(patient.identity)) return { ...common, prediction: "already", findings: [], patch: null };
  const input = preflightInputOf(patient);
  const findings = preflight(input, today).map(fromFinding);
  return { ...common, prediction: predict(findings), findings, patch: patched(storedRow(patient, input), findings) };
}

/** The texts of the record; what it does not give is what is stored, since import leaves it alone. */
function rawInput(values: TabularRecord["values"], stored: Patient | undefined): PreflightInput {
  const before: PreflightInput = stored === undefined ? {} : preflightInputOf(stored);
  const text = (field: Exclude<keyof PreflightInput, "birthDateInterpreted" | "douteuse" | "fictive">): string | undefined =>
    values[at(FIELD_COLUMNS[field])] ?? before[field];
  const flag = (field: "birthDateInterpreted" | "douteuse" | "fictive"): boolean | undefined => {
    const written = values[at(FIELD_COLUMNS[field])];
    const read = written === null || written === undefined ? null : parseYesNo(written);
    return read?.ok === true ? read.value : before[field];
  };
  return {
    birthName: text("birthName"),
    birthGivenNames: text("birthGivenNames"),
    firstBirthGivenName: text("firstBirthGivenName"),
    usedName: text("usedName"),
    usedGivenName: text("usedGivenName"),
    birthDate: text("birthDate"),
    birthDateInterpreted: flag("birthDateInterpreted"),
    sex: text("sex"),
    // As import does: a file that gives no place teaches that it is unknown.
    birthPlace: text("birthPlace") ?? UNKNOWN_BIRTH_PLACE,
    matricule: text("matricule"),
    oid: text("oid"),
    douteuse: flag("douteuse"),
    fictive: flag("fictive"),
  };
}

/** The same fault seen by the pre-flight checks and by import is told once. */
function isTold(findings: readonly CheckFinding[], problem: Problem): boolean {
  return findings.some((finding) => finding.column === problem.column && finding.level === "blocking");
}

function fromProblem({ column, code, message, rule }: Problem): CheckFinding {
  return { column, code, message, proposal: null, certainty: "sure", level: "blocking", rule: rule ?? null };
}

function rowOf(values: TabularRecord["values"]): ReadonlyMap<PatientColumn, string> {
  const row = new Map<PatientColumn, string>();
  for (const [index, name] of PATIENT_COLUMNS.entries()) {
    const value = values[index];
    if (value !== null && value !== undefined) row.set(name, value);
  }
  return row;
}

/** What names the patient and the traits a correction is about; import leaves the other columns alone. */
function storedRow(patient: Patient, input: PreflightInput): ReadonlyMap<PatientColumn, string> {
  const row = new Map<PatientColumn, string>([["id", patient.id]]);
  if (patient.fileNumber !== null) row.set("dossier", patient.fileNumber);
  for (const field of STORED_FIELDS) {
    const value = input[field];
    if (value !== undefined && value !== "") row.set(FIELD_COLUMNS[field], value);
  }
  return row;
}

const STORED_FIELDS = [
  "birthName",
  "birthGivenNames",
  "firstBirthGivenName",
  "usedName",
  "usedGivenName",
  "birthDate",
  "sex",
  "birthPlace",
] as const;
