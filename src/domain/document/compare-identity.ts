import { UNKNOWN_BIRTH_PLACE } from "../identity/birth-place.js";
import { isStartOfList } from "../identity/compare.js";
import { nameKey } from "../identity/search-tokens.js";
import type { Ins, InsHistoryEntry, StrictTraits } from "../identity/types.js";

/** The patient that a document names, as it says; null for what it does not. */
export interface DocumentPatient {
  readonly ins: Ins | null;
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
}

export type IdentityField = "ins" | "birthName" | "firstBirthGivenName" | "birthDate" | "sex" | "birthPlace";

/**
 * - `same`: matricule and OID are those of the patient, present or former. Traits that differ all the same are told: the INS decides.
 * - `traits`: one side has no INS, and the traits are equal
 * - `other`: somebody else, by what differs
 * - `unknown`: one side has no INS, and the document does not say enough to tell
 */
export interface IdentityComparison {
  readonly verdict: "same" | "traits" | "other" | "unknown";
  /** Fields that both sides say, and differently. */
  readonly differing: readonly IdentityField[];
  /** Fields that the document does not say. */
  readonly missing: readonly IdentityField[];
}

type Match = "equal" | "different" | "missing";

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
  if (document.ins !== null && patient.ins !== null) {
    if (isIns(document.ins, patient)) return { verdict: "same", differing, missing };
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
