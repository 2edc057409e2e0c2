import { isIsoDate } from "../../domain/identity/birth-date.js";
import type { TraitComparison, TraitRow } from "../../domain/identity/compare.js";
import { frenchDate } from "../../terminal/french.js";
import type { Output, Tone } from "../../terminal/io.port.js";

/** Traits as people read them. */
export const TRAIT_LABELS: Readonly<Record<TraitRow["trait"], string>> = {
  birthName: "Nom de naissance",
  birthGivenNames: "Prénoms de naissance",
  firstBirthGivenName: "1er prénom",
  sex: "Sexe",
  birthDate: "Date de naissance",
  birthPlace: "Lieu de naissance",
};

const VERDICTS: Readonly<Record<TraitRow["verdict"], { readonly text: string; readonly tone: Tone }>> = {
  same: { text: "identique", tone: "good" },
  typography: { text: "typographie", tone: "muted" },
  completed: { text: "complété par INSi", tone: "muted" },
  missing: { text: "absent de la réponse", tone: "muted" },
  different: { text: "DIFFÉRENT", tone: "bad" },
};

/** The traits of the file and those of INSi, one line each: what a person must see before accepting (INS/va1.52.01). */
export function sideBySide(output: Output, comparison: TraitComparison): string {
  const rows = comparison.rows.map((row) => {
    const verdict = VERDICTS[row.verdict];
    return [
      TRAIT_LABELS[row.trait],
      row.trait === "birthDate" ? frenchDate(row.local) : row.local,
      row.trait === "birthDate" && isIsoDate(row.returned) ? frenchDate(row.returned) : row.returned,
      output.style(verdict.tone, verdict.text),
    ];
  });
  return output.table(["Trait", "Dossier", "INSi", "Verdict"], rows);
}
