import { SegurError } from "../../domain/errors.js";

export function afterWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.after",
    message: "L'endroit d'où continuer (--after) n'est pas reconnu.",
    why: "C'est ce que donne la page d'avant : une date, deux-points, un nombre.",
    advice: "segur doc list PATIENT --after 2026-11-25:28",
  });
}

export function categoryUnknown(known: readonly { readonly code: string; readonly label: string }[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.category_unknown",
    message: "Cette catégorie de documents n'existe pas.",
    why: `Catégories : ${known.map(({ code, label }) => `${code} ${label}`).join(" ; ")}.`,
    advice: "Par exemple : --category 11",
  });
}
