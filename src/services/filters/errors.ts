import { SegurError } from "../../domain/errors.js";

export function unknownFilter(name: string, known: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "filter.unknown",
    message: `Aucun filtre ne s'appelle « ${name} ».`,
    why: `Filtres du cabinet : ${known.join(", ")}.`,
    advice: "Voyez ce que fait chacun : segur patient filters",
    details: { known },
  });
}

/** @param place where in the file: `filters[2].where.all[1].before` */
export function badFiltersFile(path: string, place: string, why: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "filter.file",
    message: `Le fichier des filtres du cabinet est incorrect, à l'endroit « ${place} ».`,
    why,
    advice: `Corrigez ${path}, ou déplacez-le pour revenir aux filtres d'origine. Modèle : segur patient filters --json`,
    details: { path, place },
  });
}

export function unreadableFiltersFile(path: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "filter.file_unreadable",
    message: "Le fichier des filtres du cabinet ne peut pas être lu.",
    why: cause instanceof Error && "code" in cause ? String(cause.code) : undefined,
    advice: `Vérifiez les droits de ${path}`,
    details: { path },
    cause,
  });
}
