import { type Expected, practiceLines } from "../../../src/sandbox/people/practice.js";

/** The generator's truth: the only outcome that each line may have, by file number. */
export function expectedOutcomes(seed: number, count: number): Map<string, string> {
  const outcomes = new Map<string, string>();
  for (const { record, expected } of practiceLines(seed, count)) outcomes.set(record.dossier, outcomeOf(expected));
  return outcomes;
}

function outcomeOf({ flaw, lastCode, recoverableBy }: Expected): string {
  // Lines that the import refuses: no call can be made with them.
  if (flaw === "sex_missing" || flaw === "matricule_key") return "refused";
  if (lastCode === "02") return "several";
  // INSi says another birth place, another first given name or another birth name: more than typography.
  if (flaw === "place" || flaw === "given_names_order" || recoverableBy === "used_name") return "review";
  return lastCode === "00" ? "found" : "not_found";
}
