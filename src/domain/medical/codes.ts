import { accepted, type Check, refused } from "../identity/result.js";
import { MEDICAL_SYSTEMS, type MedicalKind } from "./medical.js";

/** Nomenclature of the code that an item of each kind may have (cda.md §3); null: words only. */
export const SYSTEM_OF: Readonly<Record<MedicalKind, string | null>> = {
  problem: MEDICAL_SYSTEMS.cim10,
  family: MEDICAL_SYSTEMS.cim10,
  surgery: MEDICAL_SYSTEMS.ccam,
  allergy: MEDICAL_SYSTEMS.cis,
  treatment: MEDICAL_SYSTEMS.cis,
  habit: null,
  occupation: null,
  attention: null,
};

/** EDQM Standard Terms, routes of administration (0.4.0.127.0.16.1.1.2.1). */
export const EDQM = "0.4.0.127.0.16.1.1.2.1";

/** The routes that a person names by a word; the label is the one that summaries carry. */
export const ROUTES: Readonly<Record<string, { readonly code: string; readonly label: string }>> = {
  orale: { code: "20053000", label: "Voie orale" },
  "sous-cutanee": { code: "20066000", label: "Voie sous-cutanée" },
  intramusculaire: { code: "20035000", label: "Voie intramusculaire" },
  intradermique: { code: "20030000", label: "Voie intradermique" },
  intraveineuse: { code: "20045000", label: "Voie intraveineuse" },
  inhalee: { code: "20020000", label: "Voie inhalée" },
  cutanee: { code: "20003000", label: "Voie cutanée" },
  transdermique: { code: "20070000", label: "Voie transdermique" },
  oculaire: { code: "20051000", label: "Voie ophtalmique" },
  nasale: { code: "20049000", label: "Voie nasale" },
  auriculaire: { code: "20001000", label: "Voie auriculaire" },
  rectale: { code: "20061000", label: "Voie rectale" },
  vaginale: { code: "20072000", label: "Voie vaginale" },
  sublinguale: { code: "20067000", label: "Voie sublinguale" },
};

/**
 * A CIM-10 code, in capitals, with its dot: `e119` → `E11.9`. Three characters, then up to three digits (`S72.00`), or the extensions of the
 * French edition, which `+` introduces (`M80.0+0`, `B24.+1`). The dagger and the asterisk of double codes are not part of it.
 */
export function parseCim10(text: string): Check<string> {
  const [, category, rest] = /^([A-Z]\d\d)(?:\.?(\d{1,3}|\d?\+\d{1,2}))?$/.exec(text.trim().toUpperCase()) ?? [];
  if (category === undefined) return refused("medical.cim10", "Il faut un code CIM-10, comme E11.9 ou I10.");
  return accepted(rest === undefined ? category : `${category}.${rest}`);
}

/** A CCAM code: four letters, three digits. */
export function parseCcam(text: string): Check<string> {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{4}\d{3}$/.test(code)
    ? accepted(code)
    : refused("medical.ccam", "Il faut un code CCAM : quatre lettres et trois chiffres, comme HHFA011.");
}

/** A CIS code of the public base of drugs: eight digits. */
export function parseCis(text: string): Check<string> {
  const code = text.replaceAll(/[\s\u00A0\u202F]/g, "");
  return /^\d{8}$/.test(code) ? accepted(code) : refused("medical.cis", "Il faut un code CIS de huit chiffres, comme 60904643.");
}

/** A CIP13: thirteen digits whose last is the check key of EAN-13 (weights 1 and 3). */
export function parseCip13(text: string): Check<string> {
  const code = text.replaceAll(/[\s\u00A0\u202F]/g, "");
  if (!/^\d{13}$/.test(code)) return refused("medical.cip13", "Il faut un code CIP de treize chiffres.");
  return Number(code[12]) === eanKey(code.slice(0, 12))
    ? accepted(code)
    : refused("medical.cip13_key", "La clé de ce code CIP13 ne correspond pas : un chiffre est faux.");
}

/** Check digit of the first twelve digits of an EAN-13. */
export function eanKey(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) sum += Number(digits[index]) * (index % 2 === 0 ? 1 : 3);
  return (10 - (sum % 10)) % 10;
}

/** The code of an item as its nomenclature writes it. */
export function parseCodeOf(kind: MedicalKind, text: string): Check<string> {
  switch (SYSTEM_OF[kind]) {
    case MEDICAL_SYSTEMS.cim10:
      return parseCim10(text);
    case MEDICAL_SYSTEMS.ccam:
      return parseCcam(text);
    case MEDICAL_SYSTEMS.cis:
      return parseCis(text);
    default:
      return refused("medical.no_code", "Cet élément n'a pas de code : il s'écrit en mots.");
  }
}
