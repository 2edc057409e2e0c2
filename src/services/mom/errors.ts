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
