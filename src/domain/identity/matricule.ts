import { accepted, type Check, refused } from "./result.js";

/** Assigning authorities of an INS (insi.md §5). The wild `.4.2` (INS-C) and `.4.5` are not among them. */
export const OIDS = {
  nir: "1.2.250.1.213.1.4.8",
  nia: "1.2.250.1.213.1.4.9",
  nirTest: "1.2.250.1.213.1.4.10",
  nirDemo: "1.2.250.1.213.1.4.11",
} as const;

/** sex, year, month, department (2A and 2B included), commune, order. The month also has values over 12. */
const NUMBER = /^[1-478]\d{4}(?:\d{2}|2[AB])\d{6}$/;
const MATRICULE = /^[1-478]\d{4}(?:\d{2}|2[AB])\d{8}$/;
const SPACES = /[\s\u00A0\u2007\u202F]+/g;

/** Whether a text has the shape of the 13 characters of a NIR or NIA. */
export function isMatriculeNumber(number13: string): boolean {
  return NUMBER.test(number13);
}

/**
 * The key of a matricule: `97 - N mod 97` on two digits, with the department `2A` read as 19 and `2B` as 18 (insi.md §5).
 * @param number13 the 13 characters without key
 * @throws RangeError when the text is not 13 characters of a NIR or NIA (callers check first)
 */
export function matriculeKey(number13: string): string {
  if (!NUMBER.test(number13)) throw new RangeError("a NIR or NIA has 13 characters");
  const letter = number13.charCodeAt(6);
  const department = letter === 65 ? "19" : letter === 66 ? "18" : number13.slice(5, 7);
  // 13 digits stay under 2^53: plain numbers are exact.
  const key = 97 - (Number(number13.slice(0, 5) + department + number13.slice(7)) % 97);
  return key < 10 ? `0${key}` : String(key);
}

/**
 * Reads a whole matricule INS as a person types it: 15 characters, spaces ignored, letters in any case, key checked
 * (rule 17, INS/va1.25). Codes: `matricule.format`, `matricule.key`.
 */
export function checkMatricule(text: string): Check<string> {
  let matricule = text;
  if (!MATRICULE.test(matricule)) {
    matricule = text.replace(SPACES, "").toUpperCase();
    if (!MATRICULE.test(matricule)) {
      return refused(
        "matricule.format",
        "Le matricule INS doit compter 15 caractères : 13 chiffres (2A ou 2B en Corse) et 2 de clé.",
      );
    }
  }
  if (matriculeKey(matricule.slice(0, 13)) !== matricule.slice(13)) {
    return refused("matricule.key", "La clé du matricule INS est fausse : un chiffre est sans doute mal recopié.", 14);
  }
  return accepted(matricule);
}

/** For screens and logs: sex and year only (`277************`), which the other columns of a listing already show. */
export function maskMatricule(matricule: string): string {
  return matricule.slice(0, 3) + "*".repeat(Math.max(0, matricule.length - 3));
}

/** The nature printed after an INS (rule 32): only the OID tells, never the digits. Null for an OID that is no INS. */
export function matriculeNature(oid: string): "NIR" | "NIA" | null {
  if (oid === OIDS.nia) return "NIA";
  return isInsOid(oid) ? "NIR" : null;
}

export function isInsOid(oid: string): boolean {
  return oid === OIDS.nir || oid === OIDS.nia || isTestOid(oid);
}

/** Test and demonstration OIDs: refused in production. */
export function isTestOid(oid: string): boolean {
  return oid === OIDS.nirTest || oid === OIDS.nirDemo;
}

/** The sex its first digit tells (1, 3, 7 men; 2, 4, 8 women); null when the text is no matricule. */
export function sexFromMatricule(matricule: string): "M" | "F" | null {
  const first = matricule.charAt(0);
  if (first === "1" || first === "3" || first === "7") return "M";
  return first === "2" || first === "4" || first === "8" ? "F" : null;
}
