import { parseBirthDate } from "./birth-date.js";
import { checkBirthPlace, UNKNOWN_BIRTH_PLACE } from "./birth-place.js";
import { sexFromMatricule } from "./matricule.js";
import { ageOf, type Finding, isBlank, type PreflightInput } from "./preflight-types.js";
import { parseSex } from "./sex.js";
import type { IsoDate } from "./types.js";

const OLDEST = 120;

/** Attributes that block the call (rule 25). */
export function checkAttributes(row: PreflightInput): Finding[] {
  const findings: Finding[] = [];
  for (const field of ["douteuse", "fictive"] as const) {
    if (row[field] !== true) continue;
    const message = `Identité « ${field} » : l'appel à INSi est bloqué.`;
    findings.push({ field, code: `attribute.${field}`, message, certainty: "sure", level: "blocking", rule: "INS/va1.20" });
  }
  return findings;
}

export function checkDate(row: PreflightInput, today: IsoDate): Finding[] {
  const field = "birthDate";
  const text = row.birthDate ?? "";
  const read = parseBirthDate(text, { today });
  if (!read.ok) {
    const swapped = read.code === "date.calendar" ? swapDayAndMonth(text) : null;
    if (swapped === null) return [{ field, code: read.code, message: read.message, certainty: "sure", level: "blocking" }];
    const message = "Jour et mois sont sans doute inversés.";
    return [{ field, code: "date.swapped", message, proposal: swapped, certainty: "likely", level: "blocking" }];
  }
  if (read.value.interpreted || row.birthDateInterpreted === true) {
    const message = "Jour ou mois inconnu, remplacé selon le RNIV : INSi ne trouvera que si l'état civil porte la même date.";
    return [
      {
        field,
        code: "date.interpreted",
        message,
        proposal: read.value.date,
        certainty: "likely",
        level: "risk",
        rule: "INS/va1.28",
      },
    ];
  }
  if ((ageOf(text, today) ?? 0) <= OLDEST) return [];
  const message = `Plus de ${OLDEST} ans : vérifiez le siècle.`;
  return [{ field, code: "date.too_old", message, certainty: "likely", level: "risk" }];
}

/** @param own a matricule that is surely this person's, or null */
export function checkSex(row: PreflightInput, own: string | null): Finding[] {
  const field = "sex";
  const sex = parseSex(row.sex ?? "");
  if (sex.ok && sex.value !== "I") return [];
  const told = own === null ? null : sexFromMatricule(own);
  const proposal = told === null ? {} : { proposal: told };
  const certainty = told === null ? "sure" : "likely";
  if (!sex.ok)
    return [{ field, code: sex.code, message: sex.message, ...proposal, certainty, level: "blocking", rule: "INS/va1.21" }];
  const message = "INSi n'accepte que M ou F : une identité de sexe indéterminé ne peut pas être recherchée.";
  return [{ field, code: "sex.not_sendable", message, ...proposal, certainty, level: "blocking" }];
}

/** @param own a matricule that is surely this person's: its digits 6 to 10 are the COG of birth */
export function checkPlace(row: PreflightInput, own: string | null): Finding[] {
  const field = "birthPlace";
  const text = row.birthPlace ?? "";
  const told = own === null ? null : checkBirthPlace(own.slice(5, 10));
  const proposal = told?.ok === true ? { proposal: told.value } : {};
  const place = checkBirthPlace(text);
  if (!place.ok) {
    const digits = text.trim();
    if (/^[1-9]\d{3}$/.test(digits)) {
      const message = "Quatre chiffres : un tableur a sans doute retiré le zéro de tête.";
      return [
        { field, code: "birth_place.leading_zero", message, proposal: `0${digits}`, certainty: "likely", level: "blocking" },
      ];
    }
    const fallback = isBlank(text) ? { proposal: UNKNOWN_BIRTH_PLACE } : {};
    const rule = isBlank(text) ? { rule: "INS/va1.21" } : {};
    return [
      {
        field,
        code: place.code,
        message: place.message,
        ...fallback,
        ...proposal,
        certainty: "sure",
        level: "blocking",
        ...rule,
      },
    ];
  }
  if (place.value === UNKNOWN_BIRTH_PLACE) {
    const message = "Lieu de naissance inconnu : INSi ne pourra pas départager des homonymes.";
    return [{ field, code: "birth_place.unknown", message, ...proposal, certainty: "likely", level: "info" }];
  }
  const postcode = asPostcode(place.value);
  if (postcode !== null) {
    const message = "C'est un code postal ; INSi attend le code INSEE de la commune.";
    const found = postcode.cog === null ? proposal : { proposal: postcode.cog };
    return [{ field, code: "birth_place.postcode", message, ...found, certainty: "sure", level: "risk" }];
  }
  if (told?.ok !== true || told.value === place.value || isOutOfUse(told.value)) return [];
  const message = "Le lieu de naissance n'est pas celui que porte le matricule : code postal ou ancienne commune ?";
  return [{ field, code: "birth_place.matricule", message, ...proposal, certainty: "likely", level: "risk" }];
}

/**
 * Codes that no commune bears, hence postcodes: Paris (75001 to 75020, while its COG are 75056 and 75101 to 75120), and any
 * number ending in 000. Lyon and Marseille postcodes are also codes of other communes: nothing is said of them.
 */
function asPostcode(code: string): { readonly cog: string | null } | null {
  const paris = /^750(0[1-9]|1\d|20)$/.exec(code);
  if (paris !== null) return { cog: `751${paris[1]}` };
  if (!code.startsWith("99") && code.endsWith("000")) return { cog: null };
  return null;
}

/** Corsica before 1976 (20) and the former Algerian departments (91 to 94 with three digits from 350 on) in old numbers. */
function isOutOfUse(cog: string): boolean {
  return cog.startsWith("20") || /^9[1-4]3[5-9]\d$/.test(cog);
}

function swapDayAndMonth(text: string): string | null {
  const parts = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(text.trim());
  if (parts === null) return null;
  const read = parseBirthDate(`${parts[3]}/${parts[1]}/${parts[4]}`);
  return read.ok && Number(parts[3]) <= 31 ? read.value.date : null;
}
