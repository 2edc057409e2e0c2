import { parseBirthDate } from "./birth-date.js";
import { checkMatricule, isInsOid, isMatriculeNumber, matriculeKey, sexFromMatricule } from "./matricule.js";
import { ageOf, type Finding, isBlank, type PreflightInput } from "./preflight-types.js";
import { parseSex } from "./sex.js";
import type { IsoDate } from "./types.js";

const ADULT = 18;

/**
 * The matricule of the row when it is right and is surely this adult's own: its key is good and it agrees with the birth
 * year and month. Until 18 a record often holds a parent's NIR, so nothing is deduced from it.
 */
export function readOwnMatricule(row: PreflightInput, today: IsoDate): string | null {
  const matricule = checkMatricule(row.matricule ?? "");
  const age = ageOf(row.birthDate, today);
  if (!matricule.ok || age === null || age < ADULT) return null;
  return disagreement(matricule.value, row) === null ? matricule.value : null;
}

/** The matricule and its OID. */
export function checkMatriculeFields(row: PreflightInput, today: IsoDate): Finding[] {
  const findings: Finding[] = [];
  const oid = row.oid?.trim() ?? "";
  if (oid !== "" && !isInsOid(oid)) {
    findings.push({
      field: "oid",
      code: "oid.unknown",
      message: "L'OID n'est pas celui d'une INS.",
      certainty: "sure",
      level: "blocking",
    });
  }
  if (isBlank(row.matricule)) return findings;
  const matricule = checkMatricule(row.matricule ?? "");
  if (!matricule.ok) return [...findings, wrongMatricule(row.matricule ?? "", matricule.code, matricule.message)];
  const different = disagreement(matricule.value, row);
  if (different === null) return findings;
  const age = ageOf(row.birthDate, today);
  const why =
    age !== null && age < ADULT
      ? "c'est peut-être le NIR d'un parent."
      : "l'un des deux est faux, ou c'est le NIR d'un autre assuré.";
  const message = `Le matricule ne concorde pas avec ${WORDS[different]} : ${why}`;
  return [...findings, { field: "matricule", code: `matricule.${different}`, message, certainty: "likely", level: "risk" }];
}

const WORDS = { sex: "le sexe", birth_year: "l'année de naissance", birth_month: "le mois de naissance" } as const;

function wrongMatricule(text: string, code: string, message: string): Finding {
  const digits = text.replace(/\s/g, "").toUpperCase();
  const number = digits.slice(0, 13);
  const readable = (digits.length === 13 || digits.length === 15) && isMatriculeNumber(number);
  // A key that was left out is certain; a wrong one may as well come from another wrong digit.
  const proposal = readable ? { proposal: number + matriculeKey(number) } : {};
  if (digits.length === 13 && readable) {
    const missing = "La clé du matricule manque.";
    return { field: "matricule", code: "matricule.no_key", message: missing, ...proposal, certainty: "sure", level: "blocking" };
  }
  return { field: "matricule", code, message, ...proposal, certainty: readable ? "likely" : "sure", level: "blocking" };
}

/** What the digits contradict: sex, year, month (months over 12 mean « unknown » and contradict nothing). */
function disagreement(matricule: string, row: PreflightInput): keyof typeof WORDS | null {
  const sex = parseSex(row.sex ?? "");
  if (sex.ok && sex.value !== "I" && sex.value !== sexFromMatricule(matricule)) return "sex";
  const born = parseBirthDate(row.birthDate ?? "");
  if (!born.ok) return null;
  if (born.value.date.slice(2, 4) !== matricule.slice(1, 3)) return "birth_year";
  const month = matricule.slice(3, 5);
  if (born.value.interpreted || row.birthDateInterpreted === true || Number(month) < 1 || Number(month) > 12) return null;
  return born.value.date.slice(5, 7) === month ? null : "birth_month";
}
