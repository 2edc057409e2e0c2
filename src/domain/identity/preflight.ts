import type { NewPatient } from "../patient.js";
import { checkAttributes, checkDate, checkPlace, checkSex } from "./preflight-civil.js";
import { checkMatriculeFields, readOwnMatricule } from "./preflight-matricule.js";
import { checkBirthName, checkGivenNames } from "./preflight-names.js";
import type { Finding, PreflightInput } from "./preflight-types.js";
import type { IsoDate } from "./types.js";

export type { Finding, PreflightInput } from "./preflight-types.js";

/**
 * Checks a patient before any call: what INSi will refuse or not find, and the correction a person may apply (`ins check`).
 * Pure, and blind to the national bases: a `likely` finding is an opinion on what practices usually get wrong (product.md
 * §3.2), never a reason to write anything alone.
 * @param row raw texts of a file line, or {@link preflightInputOf} of a stored patient
 * @param today for the age
 */
export function preflight(row: PreflightInput, today: IsoDate): Finding[] {
  const own = readOwnMatricule(row, today);
  return [
    ...checkAttributes(row),
    ...checkBirthName(row, today),
    ...checkGivenNames(row),
    ...checkDate(row, today),
    ...checkSex(row, own),
    ...checkPlace(row, own),
    ...checkMatriculeFields(row, today),
  ];
}

/** A stored patient in the raw form the checks read. */
export function preflightInputOf(patient: NewPatient): PreflightInput {
  const { traits, ins, attributes } = patient.identity;
  return {
    birthName: traits.birthName,
    birthGivenNames: traits.birthGivenNames.join(" "),
    firstBirthGivenName: traits.firstBirthGivenName,
    usedName: patient.usedName ?? undefined,
    usedGivenName: patient.usedGivenName ?? undefined,
    birthDate: traits.birthDate,
    birthDateInterpreted: patient.birthDateInterpreted,
    sex: traits.sex,
    birthPlace: traits.birthPlace,
    matricule: ins?.matricule,
    oid: ins?.oid,
    douteuse: attributes.douteuse,
    fictive: attributes.fictive,
  };
}
