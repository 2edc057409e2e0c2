import { SegurError } from "../../domain/errors.js";

const MODEL =
  "segur mom check --json donne dans « thresholds » les seuils qui servent ; segur mom check --help donne un modèle de fichier.";

/** @param place where in the file: `indicators[1].wanted` */
export function thresholdsWrong(place: string, why: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "mom.thresholds_invalid",
    message: `Le fichier des seuils est incorrect, à l'endroit « ${place} » : rien ne peut être déterminé.`,
    why,
    advice: MODEL,
    details: { place },
  });
}

export function thresholdsTooLarge(most: number): SegurError {
  return new SegurError({
    kind: "input",
    code: "mom.thresholds_too_large",
    message: "Le fichier des seuils est trop grand : rien ne peut être déterminé.",
    why: `Il dépasse ${most / 1024} Kio ; un fichier de seuils tient en quelques lignes.`,
    advice: MODEL,
  });
}

export function sinceWrong(why: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mom.since_wrong",
    message: "La date donnée à --since ne convient pas.",
    why,
    advice: "Par exemple : segur mom check --since 01/09/2026",
  });
}

/** @param seq place of the first line that is wrong */
export function journalBroken(seq: number): SegurError {
  return new SegurError({
    kind: "storage",
    code: "mom.journal_broken",
    message: `Le journal est rompu à la ligne T${seq} : aucun dossier de preuve n'est écrit.`,
    why: "Une preuve tirée d'un journal qui ne tient pas ne prouverait rien.",
    advice: "segur journal verify dit ce qui ne va pas ; comparez avec la dernière sauvegarde.",
    details: { line: `T${seq}` },
  });
}

export function ledgerDiffers(): SegurError {
  return new SegurError({
    kind: "storage",
    code: "mom.ledger_wrong",
    message: "Le compte des envois n'est pas celui que donne le journal : aucun dossier de preuve n'est écrit.",
    why: "Le fichier du cabinet a été changé autrement que par segur.",
    advice: "segur journal verify ; si le journal tient, segur cabinet check --rebuild refait le compte.",
  });
}

export function evidenceUnreadable(why: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "mom.evidence_unreadable",
    message: "Ce fichier n'est pas un dossier de preuve de segur mom report.",
    why,
    advice: "Donnez le fichier JSON que segur mom report a écrit : la page et le PDF n'en sont que des vues.",
  });
}
