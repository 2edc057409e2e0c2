import { SegurError } from "../../domain/errors.js";

export function categoryUnknown(known: readonly { readonly code: string; readonly label: string }[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.category_unknown",
    message: "Cette catégorie de documents n'existe pas.",
    why: `Catégories : ${known.map(({ code, label }) => `${code} ${label}`).join(" ; ")}.`,
    advice: "Par exemple : --category 11",
  });
}
