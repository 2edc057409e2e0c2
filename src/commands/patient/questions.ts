import { parseBirthDate } from "../../domain/identity/birth-date.js";
import { checkBirthPlace } from "../../domain/identity/birth-place.js";
import { normaliseBirthName, normaliseGivenName } from "../../domain/identity/names.js";
import type { Check } from "../../domain/identity/result.js";
import { parseSex } from "../../domain/identity/sex.js";
import type { PatientColumn } from "../../services/patients/columns.js";

export interface Question {
  readonly column: PatientColumn;
  readonly text: string;
  readonly flag: string;
  readonly check: (text: string) => Check<unknown>;
}

/** The five fields of INS/va1.22, and only those. */
export const QUESTIONS: readonly Question[] = [
  { column: "nom_naissance", text: "Nom de naissance", flag: "--birth-name", check: normaliseBirthName },
  { column: "premier_prenom", text: "Premier prénom de naissance", flag: "--first-given-name", check: normaliseGivenName },
  {
    column: "date_naissance",
    text: "Date de naissance (JJ/MM/AAAA, 00 si inconnu)",
    flag: "--birth-date",
    check: parseBirthDate,
  },
  { column: "sexe", text: "Sexe (F, M ou I)", flag: "--sex", check: parseSex },
  {
    column: "lieu_naissance",
    text: "Lieu de naissance : code INSEE (99999 si inconnu)",
    flag: "--birth-place",
    check: checkBirthPlace,
  },
];

/** A check of the domain as the prompter wants it. */
export function validBy(check: Question["check"]): (typed: string) => string | true {
  return (typed) => {
    const read = check(typed);
    return read.ok || read.message;
  };
}
