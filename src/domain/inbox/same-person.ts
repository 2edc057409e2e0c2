import { compareIdentity, type DocumentPatient, type FilePatient } from "../document/compare-identity.js";
import { nameKey } from "../identity/search-tokens.js";
import type { Ins } from "../identity/types.js";
import type { Whose } from "./version.js";

type Named = DocumentPatient | null;

/** Whether a document names the patient of a file: by the INS, whatever traits contradict it, else by the traits. */
export function isOfFile(document: Named, file: FilePatient): Whose {
  if (document === null) return "unsaid";
  const { verdict } = compareIdentity(document, file);
  if (verdict === "unknown") return "unsaid";
  return verdict === "other" || verdict === "several" ? "other" : "same";
}

/** Whether two documents name one person: an INS in common, else every strict trait. */
export function samePerson(one: Named, other: Named): Whose {
  if (one === null || other === null) return "unsaid";
  const [mine, theirs] = [insOf(one), insOf(other)];
  if (mine.length > 0 && theirs.length > 0) {
    const common = mine.some((ins) => theirs.some(({ matricule, oid }) => matricule === ins.matricule && oid === ins.oid));
    return common ? "same" : "other";
  }
  const pairs = [
    [one.birthName, other.birthName],
    [one.firstBirthGivenName, other.firstBirthGivenName],
    [one.birthDate, other.birthDate],
    [one.sex, other.sex],
  ] as const;
  if (pairs.some(([a, b]) => a !== null && b !== null && nameKey(a) !== nameKey(b))) return "other";
  return pairs.some(([a, b]) => a === null || b === null) ? "unsaid" : "same";
}

function insOf({ ins, otherIns = [] }: DocumentPatient): readonly Ins[] {
  return ins === null ? [] : [ins, ...otherIns];
}
