import { createHash } from "node:crypto";
import type { Code } from "../../domain/document/code.js";
import type { Allergy, FamilyHistory, Habit, PartialDate } from "../../domain/medical/medical.js";
import { MEDICAL_SYSTEMS } from "../../domain/medical/medical.js";

const { snomed, loinc } = MEDICAL_SYSTEMS;

/** The code of a diagnosis as an observation (JDV_CodeProbleme). */
export const DIAGNOSIS: Code = { code: "282291009", system: snomed, label: "interprétation diagnostique" };
/** What was seen, of the same value set: a reaction to an allergen. */
export const FINDING: Code = { code: "404684003", system: snomed, label: "constatation clinique" };

/** Kind of an allergy: SNOMED CT is compulsory. */
export const ALLERGY_CODES: Readonly<Record<Allergy["allergen"], Code>> = {
  drug: { code: "416098002", system: snomed, label: "allergie médicamenteuse" },
  food: { code: "414285001", system: snomed, label: "allergie alimentaire" },
  other: { code: "419199007", system: snomed, label: "allergie à une substance" },
};

/** Social history (JDV_SocialHistoryCode-CISIS), labels included. */
export const HABIT_CODES: Readonly<Record<Habit["habit"], Code>> = {
  tobacco: { code: "74011-8", system: loinc, label: "Consommation tabagique" },
  alcohol: { code: "74013-4", system: loinc, label: "Consommation d'alcool" },
  drugs: { code: "11343-1", system: loinc, label: "Consommation de drogue non médicales" },
  activity: { code: "73985-4", system: loinc, label: "Exercice physique" },
  diet: { code: "81663-7", system: loinc, label: "Régime" },
  other: { code: "11345-6", system: loinc, label: "Autre élément social" },
};

const ROLES = "2.16.840.1.113883.5.111";

/** Relatives (PersonalRelationshipRoleType), labels included. */
export const RELATIVE_CODES: Readonly<Record<FamilyHistory["relative"], Code>> = {
  mother: { code: "MTH", system: ROLES, label: "Mère" },
  father: { code: "FTH", system: ROLES, label: "Père" },
  sibling: { code: "SIB", system: ROLES, label: "Frère ou sœur" },
  child: { code: "CHILD", system: ROLES, label: "Enfant" },
  grandparent: { code: "GRPRN", system: ROLES, label: "Grand-parent" },
  other: { code: "FAMMEMB", system: ROLES, label: "Autre membre de la famille" },
};

/** Nomenclatures that a route of administration may be of: EDQM, HL7 RouteOfAdministration. */
export const ROUTE_SYSTEMS: readonly string[] = ["0.4.0.127.0.16.1.1.2.1", "2.16.840.1.113883.5.112"];

/** HL7 TS of the same precision: `2019`, `201904`, `20190412`. */
export function partialTs(date: PartialDate): string {
  return date.replaceAll("-", "");
}

/** A UUID that the same words always give (RFC 9562 §5.8, version 8), in capitals as HL7 writes it. */
export function uuidOf(...words: readonly string[]): string {
  const hex = createHash("sha256")
    .update(JSON.stringify(["part of a VSM", ...words]))
    .digest("hex")
    .toUpperCase();
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16).toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
