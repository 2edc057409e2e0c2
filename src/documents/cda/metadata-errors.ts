import { SegurError } from "../../domain/errors.js";

/** For what the metadata are made: a deposit in the DMP, or the archive of a message. */
export type Exchange = "dmp" | "message";

const RECIPIENT = {
  dmp: "Le DMP n'accepte pas ce document",
  message: "Ce document ne peut pas partir dans une archive XDM",
} as const;

/** The header of a CDA lacks what is required of each document. @param elements names of elements of the CDA. */
export function metadataMissing(elements: readonly string[], exchange: Exchange): SegurError {
  return new SegurError({
    kind: "refused",
    code: "cda.metadata_missing",
    message: `${RECIPIENT[exchange]} : son en-tête est incomplet.`,
    why: `Éléments absents ou illisibles : ${elements.join(", ")}.`,
    advice: "Ajoutez au dossier le fichier d'origine (PDF, texte, image) : segur doc add PATIENT FICHIER --type TYPE",
    rule: exchange === "dmp" ? "EX_2.1-1071" : "MSS/CONF.23",
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
