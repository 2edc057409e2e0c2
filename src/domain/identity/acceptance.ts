import type { InsiIndividual } from "../insi/answer.js";
import type { Environment } from "../ports.js";
import { isIsoDate } from "./birth-date.js";
import { checkBirthPlace, UNKNOWN_BIRTH_PLACE } from "./birth-place.js";
import { isInsOid, isMatriculeNumber, isTestOid, matriculeKey } from "./matricule.js";
import { normaliseBirthName, normaliseGivenNames } from "./names.js";
import { accepted, type Check, refused } from "./result.js";
import type { Ins, IsoDate, Sex } from "./types.js";

/** The traits of an answer once checked. `birthPlace` null: INSi gave none, which is tolerated. */
export interface AnswerTraits {
  readonly birthName: string;
  readonly birthGivenNames: readonly string[];
  readonly sex: Sex;
  readonly birthDate: IsoDate;
  readonly birthPlace: string | null;
}

export interface AcceptableAnswer {
  readonly ins: Ins;
  readonly traits: AnswerTraits;
  /** French, without patient data; shown and traced, they do not block. */
  readonly warnings: readonly string[];
}

/**
 * Whether the individual of a 00 answer may be imported (insi.md §3.5; rules 11 and 12). Refusals: `answer.birth_name`,
 * `answer.birth_given_names`, `answer.sex` (INS/va1.31), `answer.birth_date` (INS/va1.28), `answer.number`, `answer.oid`,
 * `answer.test_oid` (a test identity in production). A wrong key is a warning and is kept as returned, because an official
 * CNDA answer has one; a missing key is computed. Given names are split on spaces, as `ListePrenom` is written.
 */
export function checkAnswer(individual: InsiIndividual, environment?: Environment): Check<AcceptableAnswer> {
  const warnings: string[] = [];
  const { traits } = individual;

  const birthName = normaliseBirthName(traits.birthName);
  if (!birthName.ok) return refused("answer.birth_name", blankOr(traits.birthName, "Le nom de naissance", birthName.message));
  const givenNames = normaliseGivenNames(traits.givenNames);
  if (!givenNames.ok)
    return refused("answer.birth_given_names", blankOr(traits.givenNames, "La liste des prénoms", givenNames.message));
  if (birthName.value !== traits.birthName || givenNames.value.join(" ") !== traits.givenNames) {
    warnings.push("INSi a rendu un nom ou des prénoms qui ne suivent pas ses règles d'écriture : ils ont été normalisés.");
  }
  const sex = traits.sex.trim();
  if (sex !== "M" && sex !== "F") return refused("answer.sex", blankOr(sex, "Le sexe", "Le sexe n'est ni M ni F."));
  const birthDate = traits.birthDate.trim();
  if (/^\d{4}-(00-\d\d|\d\d-00)$/.test(birthDate)) {
    return refused("answer.birth_date", "La date de naissance comporte un jour ou un mois « 00 ».");
  }
  if (!isIsoDate(birthDate))
    return refused("answer.birth_date", blankOr(birthDate, "La date de naissance", "La date n'existe pas."));

  const oid = individual.oid.trim();
  if (!isInsOid(oid)) return refused("answer.oid", "L'OID n'est pas celui d'une INS.");
  if (environment === "production" && isTestOid(oid)) {
    return refused("answer.test_oid", "L'OID est celui d'une identité de test, interdite en production.");
  }
  const number = individual.number.trim().toUpperCase();
  if (!isMatriculeNumber(number)) return refused("answer.number", "Le matricule n'a pas la forme d'un NIR ou d'un NIA.");

  const birthPlace = readPlace(traits.birthPlace, warnings);
  const ins = { matricule: number + keyOf(number, individual.key, warnings), oid };
  return accepted({
    ins,
    traits: { birthName: birthName.value, birthGivenNames: givenNames.value, sex, birthDate, birthPlace },
    warnings,
  });
}

function keyOf(number: string, returned: string | null, warnings: string[]): string {
  const expected = matriculeKey(number);
  const key = returned?.trim() ?? "";
  if (/^\d{2}$/.test(key)) {
    if (key !== expected) warnings.push("La clé du matricule rendue par INSi est fausse : elle est gardée telle quelle.");
    return key;
  }
  warnings.push("INSi n'a pas rendu de clé lisible : elle a été calculée.");
  return expected;
}

function readPlace(text: string, warnings: string[]): string | null {
  if (text.trim() === "") return null;
  const place = checkBirthPlace(text);
  if (!place.ok) {
    warnings.push("INSi a rendu un lieu de naissance qui n'est pas un code INSEE : il est ignoré.");
    return null;
  }
  return place.value === UNKNOWN_BIRTH_PLACE ? null : place.value;
}

function blankOr(text: string, what: string, otherwise: string): string {
  return text.trim() === "" ? `${what} est vide.` : otherwise;
}
