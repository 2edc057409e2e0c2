import { SegurError } from "../../domain/errors.js";

/** The header of a CDA lacks what the DMP requires of each document. @param elements names of elements of the CDA. */
export function metadataMissing(elements: readonly string[]): SegurError {
  return new SegurError({
    kind: "refused",
    code: "cda.metadata_missing",
    message: "Le DMP n'accepte pas ce document : son en-tête est incomplet.",
    why: `Éléments absents ou illisibles : ${elements.join(", ")}.`,
    advice: "Ajoutez au dossier le fichier d'origine (PDF, texte, image) : segur doc add PATIENT FICHIER --type TYPE",
    rule: "EX_2.1-1071",
    details: { elements },
  });
}

/** A type that JDV_J66 has not, or that was retired. @param type its code. */
export function typeRefused(type: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "cda.type_refused",
    message: "Le DMP n'accepte pas ce type de document.",
    why: `Le code ${type} n'est pas dans JDV_J66, ou en a été retiré.`,
    advice: "Ajoutez le document sous un autre type : segur doc add PATIENT FICHIER --type TYPE",
    rule: "EX_2.1-1071",
    details: { type },
  });
}
