import { SegurError } from "../../domain/errors.js";

const GET = "segur mss directory import --download";

function unusable(code: string, message: string, why: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "input",
    code: `directory.${code}`,
    message,
    why,
    advice: `Téléchargez-la de nouveau : ${GET}`,
    rule: "ANN/va1.01",
    cause,
  });
}

/** Columns without which a line says nothing. @param missing headings of the official file */
export function notAnExtraction(missing: readonly string[]): SegurError {
  return unusable(
    "not_extraction",
    "Ce fichier n'est pas une extraction de l'Annuaire Santé (boîtes MSSanté, ou PS_LibreAcces_Personne_activite).",
    `Sa première ligne ne porte pas : ${missing.join(", ")}.`,
  );
}

export function emptyExtraction(): SegurError {
  return unusable("empty", "L'extraction ne contient aucune ligne.", "L'annuaire déjà chargé n'est pas remplacé.");
}

/** @param why a sentence: what is wrong with the archive */
export function badArchive(why: string, cause?: unknown): SegurError {
  return unusable("archive", "L'archive ZIP de l'extraction ne peut pas être lue.", why, cause);
}

/** Most lines cannot be read: it is another file, or it is damaged. */
export function mostlyUnreadable(read: number, refused: number): SegurError {
  return unusable(
    "unreadable",
    "La plupart des lignes de l'extraction sont illisibles.",
    `${refused} lignes refusées sur ${read}. L'annuaire déjà chargé n'est pas remplacé.`,
  );
}
