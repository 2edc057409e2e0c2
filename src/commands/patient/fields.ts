import { at, PATIENT_COLUMNS, type PatientColumn } from "../../services/patients/columns.js";
import type { CommandInput, OptionSpec } from "../spec.js";

interface Field {
  /** Option in camelCase, as commander gives it. */
  readonly option: string;
  readonly column: PatientColumn;
  readonly spec: OptionSpec;
}

function field(option: string, column: PatientColumn, value: string, summary: string): Field {
  const flag = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { option, column, spec: { flags: `--${flag} <${value}>`, summary } };
}

/** Flags of `create` and `edit`, each for one column of the import: both are read and checked by the same code. */
const FIELDS: readonly Field[] = [
  field("birthName", "nom_naissance", "nom", "nom de naissance"),
  field("firstGivenName", "premier_prenom", "prénom", "premier prénom de naissance"),
  field("birthGivenNames", "prenoms_naissance", "prénoms", "tous les prénoms de naissance, séparés par des virgules"),
  field("birthDate", "date_naissance", "date", "JJ/MM/AAAA ; 00 pour un jour ou un mois inconnu"),
  field("sex", "sexe", "sexe", "F, M ou I (indéterminé)"),
  field("birthPlace", "lieu_naissance", "code", "code INSEE de la commune ou du pays (99…), 99999 si inconnu"),
  field("usedName", "nom_utilise", "nom", "nom utilisé"),
  field("usedGivenName", "prenom_utilise", "prénom", "prénom utilisé"),
  field("fileNumber", "dossier", "numéro", "numéro de dossier du cabinet"),
  field("billingBirthDate", "date_naissance_facturation", "date", "date de naissance de facturation (peut être lunaire)"),
  field("address", "adresse", "adresse", "adresse"),
  field("postcode", "code_postal", "code", "code postal"),
  field("city", "ville", "ville", "ville"),
  field("phone", "telephone", "numéro", "téléphone"),
  field("email", "email", "adresse", "adresse électronique"),
  field("medecinTraitant", "medecin_traitant", "nom", "médecin traitant"),
  field("ald", "ald", "oui|non", "affection de longue durée"),
  field("diagnoses", "diagnostics", "codes", "diagnostics chroniques, codes CIM-10 : 'E11.9 I10'"),
  field("lastSeen", "derniere_visite", "date", "dernière visite"),
  field("lastVsm", "dernier_vsm", "date", "dernier volet de synthèse médicale"),
  field("rcp", "rcp", "dates", "réunions de concertation : '12/03/2026:faite, 01/12/2026:prevue'"),
];

export const FIELD_OPTIONS: readonly OptionSpec[] = FIELDS.map(({ spec }) => spec);

/** What was typed, in the order of the import's columns; null where nothing was. */
export function typedValues(input: CommandInput): (string | null)[] {
  const values: (string | null)[] = PATIENT_COLUMNS.map(() => null);
  for (const { option, column } of FIELDS) {
    const value = input.options[option];
    if (typeof value === "string") values[at(column)] = value.trim();
  }
  return values;
}
