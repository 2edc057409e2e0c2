import { otherPart, readStatedNames } from "./married-name.js";
import { normaliseBirthName } from "./names.js";
import type { Sex } from "./types.js";

/** What is known of a patient's names; a stored patient fits. */
export interface KnownNames {
  readonly birthName: string;
  readonly usedName: string | null;
  readonly sex: Sex;
}

const MOST = 2;

/**
 * Other birth names worth one traced retry each after a 01 (product.md §3.3, issue « retry with the birth name when one is
 * known »), best first, at most two. Only names written in the record are used, never a guess: a stated name
 * (`DURAND NEE MARTIN`), the rest of a double name of which the other part is known, and the used name of a woman, which is the birth
 * name when the two fields were swapped. INSi alone confirms: the comparison and the review stay as they are.
 */
export function birthNameCandidates(patient: KnownNames): string[] {
  const { birthName } = patient;
  const usedName = patient.usedName ?? "";
  const candidates: string[] = [];
  const stated = [readStatedNames(birthName)?.birthName, readStatedNames(usedName)?.birthName];
  for (const name of stated) if (name !== undefined) candidates.push(name);
  if (patient.sex !== "M" && candidates.length === 0 && usedName !== "") {
    const rest = otherPart(usedName, birthName) ?? otherPart(birthName, usedName);
    candidates.push(...(rest === null ? [] : [rest]), usedName);
  }
  // Compared as they are sent: INSi takes LE ROUX and LEROUX for two names.
  const asked = normaliseBirthName(birthName);
  const tried = new Set([asked.ok ? asked.value : birthName]);
  for (const name of candidates) {
    const sent = normaliseBirthName(name);
    if (sent.ok) tried.add(sent.value);
  }
  return [...tried].slice(1, 1 + MOST);
}
