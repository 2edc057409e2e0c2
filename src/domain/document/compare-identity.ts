import { UNKNOWN_BIRTH_PLACE } from "../identity/birth-place.js";
import { isStartOfList } from "../identity/compare.js";
import { nameKey } from "../identity/search-tokens.js";
import type { Ins, InsHistoryEntry, StrictTraits } from "../identity/types.js";

/** The patient that a document names, as it says; null for what it does not. */
export interface DocumentPatient {
  readonly ins: Ins | null;
  /** INS that it carries beside {@link ins}: a former one of the same person, or somebody else's. */
  readonly otherIns?: readonly Ins[];
  readonly birthName: string | null;
  /** In one text. */
  readonly birthGivenNames: string | null;
  readonly firstBirthGivenName: string | null;
  /** `M`, `F`, `UN`… */
  readonly sex: string | null;
  /** `YYYY-MM-DD` or shorter. */
  readonly birthDate: string | null;
  /** COG. */
  readonly birthPlace: string | null;
}

export interface FilePatient {
  readonly ins: Ins | null;
  /** Former INS as INSi returned them: a document written before a change of INS is still the patient's. */
  readonly insHistory?: readonly InsHistoryEntry[];
  readonly traits: StrictTraits;
  /** A document that has them in place of the birth name or first name does not contradict an INS. */
  readonly usedName?: string | null;
  readonly usedGivenName?: string | null;
}

export type IdentityField = "ins" | "birthName" | "firstBirthGivenName" | "birthDate" | "sex" | "birthPlace";

/**
 * - `same`: matricule and OID are those of the patient, present or former, and no strict trait says otherwise
 * - `contradicts`: the INS is the patient's, but a birth name, first birth given name, birth date or sex is not: one of them is wrong,
 *   and a person tells which (INS/va1.53, identitovigilance)
 * - `several`: it carries the INS of two persons: nobody can tell whose it is
 * - `traits`: one side has no INS, and the traits are equal
 * - `other`: somebody else, by what differs
 * - `unknown`: one side has no INS, and the document does not say enough to tell
 */
export interface IdentityComparison {
  readonly verdict: "same" | "contradicts" | "several" | "traits" | "other" | "unknown";
  /** Fields that both sides say, and differently. */
  readonly differing: readonly IdentityField[];
  /** Fields that the document does not say. */
  readonly missing: readonly IdentityField[];
}

type Match = "equal" | "different" | "missing";

/** Strict traits that must not contradict an INS; birth places are too often written in words, or not at all. */
const STRICT: readonly IdentityField[] = ["birthName", "firstBirthGivenName", "birthDate", "sex"];

/**
 * Is this document the patient's? An INS is matricule and OID together (a NIR and a NIA are two INS). Without two INS to compare,
 * birth name, first birth given name, birth date and sex must all be said and equal, accents, case and hyphens aside; a birth place
 * counts when both sides know one.
 */
export function compareIdentity(document: DocumentPatient, patient: FilePatient): IdentityComparison {
  const matches: Readonly<Record<Exclude<IdentityField, "ins">, Match>> = {
    birthName: compareBirthName(document.birthName, patient.traits.birthName),
    firstBirthGivenName: compareGivenName(document, patient.traits.firstBirthGivenName),
    birthDate: compareDates(document.birthDate, patient.traits.birthDate),
    sex: compareSex(document.sex, patient.traits.sex),
    birthPlace: comparePlaces(document.birthPlace, patient.traits.birthPlace),
  };
  const fields = Object.keys(matches) as (keyof typeof matches)[];
  const differing: IdentityField[] = fields.filter((field) => matches[field] === "different");
  const missing: IdentityField[] = fields.filter((field) => matches[field] === "missing");
  if (document.ins === null) missing.unshift("ins");
  if (namesSeveral(document, patient)) return { verdict: "several", differing: ["ins", ...differing], missing };
  if (document.ins !== null && patient.ins !== null) {
    if (isIns(document.ins, patient)) {
      const contradicts = differing.some((field) => STRICT.includes(field) && !isUsed(field, document, patient));
      return { verdict: contradicts ? "contradicts" : "same", differing, missing };
    }
    return { verdict: "other", differing: ["ins", ...differing], missing };
  }
  if (differing.length > 0) return { verdict: "other", differing, missing };
  const enough = missing.every((field) => field === "ins" || field === "birthPlace");
  return { verdict: enough ? "traits" : "unknown", differing, missing };
}

function isIns(ins: Ins, { ins: own, insHistory = [] }: FilePatient): boolean {
  if (own?.matricule === ins.matricule && own.oid === ins.oid) return true;
  return insHistory.some(
    ({ number, key, oid }) =>
      oid === ins.oid && number === ins.matricule.slice(0, 13) && (key === null || key === ins.matricule.slice(13)),
  );
}

/**
 * Two INS with one number are one person (a test OID beside the real one); with two, they are when the patient is known under both.
 * One INS that is somebody else's is no matter of several persons.
 */
function namesSeveral({ ins, otherIns = [] }: DocumentPatient, patient: FilePatient): boolean {
  if (ins === null) return false;
  const others = otherIns.filter(({ matricule }) => matricule.slice(0, 13) !== ins.matricule.slice(0, 13));
  if (others.length === 0) return false;
  return !(isIns(ins, patient) && others.every((each) => isIns(each, patient)));
}

/** The used name where the birth name is expected: what most former documents do, and no other person for it. */
function isUsed(field: IdentityField, document: DocumentPatient, { usedName, usedGivenName }: FilePatient): boolean {
  if (field === "birthName") return compareBirthName(document.birthName, usedName ?? "") === "equal";
  return field === "firstBirthGivenName" && Boolean(usedGivenName) && compareGivenName(document, usedGivenName ?? "") === "equal";
}

function compareBirthName(written: string | null, own: string): Match {
  if (written === null || nameKey(written) === "") return "missing";
  return nameKey(written) === nameKey(own) ? "equal" : "different";
}

/** A document may write the first name alone, the whole list, or both; a list separated by spaces cuts compound names. */
function compareGivenName({ firstBirthGivenName, birthGivenNames }: DocumentPatient, own: string): Match {
  const said = [firstBirthGivenName, birthGivenNames].filter((text) => text !== null && nameKey(text) !== "");
  if (said.length === 0) return "missing";
  if (firstBirthGivenName !== null && nameKey(firstBirthGivenName) === nameKey(own)) return "equal";
  return birthGivenNames !== null && isStartOfList(own, [birthGivenNames]) ? "equal" : "different";
}

/** A shorter date contradicts nothing when it is the start of ours, and proves nothing. */
function compareDates(written: string | null, own: string): Match {
  if (written === null) return "missing";
  if (written === own) return "equal";
  return written.length < own.length && own.startsWith(written) ? "missing" : "different";
}

function compareSex(written: string | null, own: string): Match {
  if (written !== "M" && written !== "F") return "missing";
  if (own === "I") return "missing";
  return written === own ? "equal" : "different";
}

function comparePlaces(written: string | null, own: string): Match {
  if (written === null || written === UNKNOWN_BIRTH_PLACE || own === UNKNOWN_BIRTH_PLACE) return "missing";
  return written === own ? "equal" : "different";
}
