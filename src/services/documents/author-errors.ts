import { SegurError } from "../../domain/errors.js";

/** A secretary files for a doctor: which one is not guessed. @param signers `U1`, `U3` */
export function authorNeeded(signers: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.author_needed",
    message: "Le professionnel qui répond de ce document n'est pas donné.",
    why: `Plusieurs médecins exercent ici : ${signers.join(", ")} (segur user list).`,
    advice: `Nommez-le : --author ${signers[0] ?? "U1"}`,
    details: { candidates: signers },
  });
}

/**
 * Nobody can answer for the document: a CDA wants the national id of its author.
 * @param signer a doctor of the cabinet, `U1`, or null
 */
export function authorUnidentified(id: string, signer: string | null): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.author_unidentified",
    rule: "CI-SIS Structuration minimale",
    message: `L'auteur de ${id} n'a pas d'identifiant national connu ici : ce document reste au dossier et ne peut pas être transmis.`,
    why: "Un document transmis nomme le professionnel qui en répond, avec son RPPS.",
    advice:
      signer === null
        ? "Enregistrez le médecin du cabinet qui en répond : segur user add LIBELLÉ --role medecin --rpps RPPS"
        : `Seulement si un médecin du cabinet en répond : segur doc edit ${id} --author ${signer}`,
    details: { document: id },
  });
}

/** The author is a user whose own settings lack a name. */
export function authorUnnamed(userId: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "document.author_unnamed",
    message: `Le nom d'exercice de ${userId} n'est pas connu : le document ne peut pas être écrit.`,
    advice: `segur user set ${userId} --family-name NOM --given-name PRÉNOM`,
  });
}
