import type { Missing } from "../../domain/medical/completeness.js";
import type { MedicalKind } from "../../domain/medical/medical.js";
import { KIND_WORDS } from "./kinds.js";

/** Items named in a sentence; the rest is counted. */
const NAMED = 5;

/** What is missing, and of which items: `des problèmes n'ont pas de date de début (S3, S5)`. */
export function missingWords({ why, items }: Missing): string {
  if (items.length === 0) return why;
  const more = items.length > NAMED ? "…" : "";
  return `${why} (${items.slice(0, NAMED).join(", ")}${more})`;
}

/** The command that completes a record, for what is missing. */
export function completingCommand(patientId: string, { criterion, items }: Missing): string {
  const [item = "S1"] = items;
  switch (criterion) {
    case "coded":
      return `segur patient medical edit ${item} --code CODE`;
    case "dated":
      return `segur patient medical edit ${item} --since DATE`;
    case "dosage":
      return `segur patient medical edit ${item} --dosage TEXTE`;
    case "tobacco":
      return `segur patient medical add ${patientId} habitude Tabac --habit tabac --quantity 20`;
    case "medecin_traitant":
      return `segur patient edit ${patientId} --medecin-traitant NOM`;
    default:
      return `segur patient medical add ${patientId} ${KIND_WORDS[criterion].word} LIBELLÉ`;
  }
}

/** The sections among what is missing: « aucun connu » completes them too. */
export function missingSections(missing: readonly Missing[]): readonly MedicalKind[] {
  return missing.flatMap(({ criterion }) => (criterion in KIND_WORDS ? [criterion as MedicalKind] : []));
}
