import {
  compareIdentity,
  type DocumentPatient,
  type IdentityComparison,
  type IdentityField,
} from "../document/compare-identity.js";
import { maskMatricule, matriculeNature } from "../identity/matricule.js";
import type { Ins } from "../identity/types.js";
import type { LocalFile } from "./file-where.js";
import type { Candidate } from "./filing.js";

/** A person compares a handful; the others are found by a search. */
const MOST = 10;

/** Weights for the order of a list, and for nothing else: no threshold files anything. */
const WEIGHTS: Readonly<Record<IdentityField, number>> = {
  ins: 45,
  birthName: 18,
  birthDate: 17,
  firstBirthGivenName: 12,
  sex: 4,
  birthPlace: 4,
};

/** Those whom the document may be about, likeliest first. */
export function candidatesOf(patient: DocumentPatient, files: readonly LocalFile[]): readonly Candidate[] {
  const candidates = files.map((file) => candidateOf(patient, file));
  candidates.sort((one, other) => other.score - one.score || Number(one.patientId.slice(1)) - Number(other.patientId.slice(1)));
  return candidates.slice(0, MOST);
}

function candidateOf(patient: DocumentPatient, file: LocalFile): Candidate {
  const comparison = compareIdentity(patient, file);
  return {
    patientId: file.patientId,
    score: scoreOf(comparison, patient, file),
    comparison,
    compared: comparedOf(patient, file),
  };
}

function scoreOf({ differing, missing }: IdentityComparison, { ins }: DocumentPatient, file: LocalFile): number {
  let score = 0;
  for (const [field, weight] of Object.entries(WEIGHTS) as [IdentityField, number][]) {
    if (differing.includes(field) || missing.includes(field)) continue;
    if (field === "ins" && (ins === null || file.ins === null)) continue;
    score += weight;
  }
  return score;
}

function comparedOf(patient: DocumentPatient, { ins, traits }: LocalFile): Candidate["compared"] {
  return [
    { field: "ins", document: shownIns(patient.ins), file: shownIns(ins) },
    { field: "birthName", document: patient.birthName, file: traits.birthName },
    {
      field: "firstBirthGivenName",
      document: patient.firstBirthGivenName ?? patient.birthGivenNames,
      file: traits.firstBirthGivenName,
    },
    { field: "birthDate", document: patient.birthDate, file: traits.birthDate },
    { field: "sex", document: patient.sex, file: traits.sex },
    { field: "birthPlace", document: patient.birthPlace, file: traits.birthPlace },
  ];
}

function shownIns(ins: Ins | null): string | null {
  if (ins === null) return null;
  return [maskMatricule(ins.matricule), matriculeNature(ins.oid)].filter(Boolean).join(" ");
}
