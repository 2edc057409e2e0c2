import { nameKey } from "../../../src/domain/identity/search-tokens.js";
import { type Expected, practiceLines } from "../../../src/sandbox/people/practice.js";

/** The generator's truth: the only outcome that each line may have, by file number. */
export function expectedOutcomes(seed: number, count: number): Map<string, string> {
  const outcomes = new Map<string, string>();
  for (const { record, citizen, expected } of practiceLines(seed, count)) {
    const sameName = nameKey(record.nom_naissance) === nameKey(citizen.person.birthName);
    outcomes.set(record.dossier, outcomeOf(expected, sameName));
  }
  return outcomes;
}

/** @param sameName the file's birth name is INSi's up to typography (Le Roux, married Leroux) */
function outcomeOf({ flaw, lastCode, recoverableBy }: Expected, sameName: boolean): string {
  // Lines that the import refuses: no call can be made with them.
  if (flaw === "sex_missing" || flaw === "matricule_key") return "refused";
  if (lastCode === "02") return "several";
  // INSi says another birth place, another first given name or another birth name: more than typography.
  if (flaw === "place" || flaw === "given_names_order" || (recoverableBy === "used_name" && !sameName)) return "review";
  if (recoverableBy === "used_name") return "found";
  return lastCode === "00" ? "found" : "not_found";
}
