import { SegurError } from "../../domain/errors.js";

export type MetadataProblem = "missing" | "too_long" | "format" | "character";

const TEXTS: Readonly<Record<MetadataProblem, { readonly message: string; readonly why: string }>> = {
  missing: { message: "Une métadonnée obligatoire du document manque.", why: "est obligatoire" },
  too_long: { message: "Une métadonnée du document est trop longue.", why: "dépasse la longueur du schéma officiel" },
  format: { message: "Une métadonnée du document n'a pas la forme attendue.", why: "n'a pas la forme attendue" },
  character: {
    message: "Une métadonnée contient un caractère qu'un message XML ne peut pas porter.",
    why: "contient un caractère de contrôle interdit",
  },
};

/**
 * What we were given cannot be sent as it is, to the DMP or in an XDM archive. Code `document.metadata.<problem>`; the field is named by
 * its XDS name, never its value.
 */
export function metadataError(field: string, problem: MetadataProblem): SegurError {
  const { message, why } = TEXTS[problem];
  return new SegurError({
    kind: "input",
    code: `document.metadata.${problem}`,
    message,
    why: `${field} ${why}.`,
    advice: "Vérifiez le document et les réglages de la structure : segur doc list, segur config list",
    rule: "EX_2.1-1071",
    details: { field },
  });
}
