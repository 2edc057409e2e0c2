import { SegurError } from "../../domain/errors.js";

/** @param known codes of the DMP (JDV_J57) with their labels */
export function categoryUnknown(known: readonly { readonly code: string; readonly label: string }[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "dmp.category_unknown",
    message: "Le DMP n'a pas la catégorie demandée (--category).",
    why: `Catégories du DMP : ${known.map(({ code, label }) => `${code} ${label}`).join(", ")}.`,
    advice: `Par exemple : --category ${known[0]?.code ?? "10"}`,
    details: { known: known.map(({ code }) => code) },
  });
}
