import { SegurError } from "../../domain/errors.js";

/** A document that names the INS of a patient whose identity is not qualified here (INS/va1.53): nobody checked that it is theirs. */
export function insNotQualified(id: string, patientId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.ins_not_qualified",
    rule: "INS/va1.53",
    message: `${id} porte l'INS d'un patient dont l'identité n'est pas qualifiée : il ne peut pas être transmis.`,
    why: "Le matricule INS ne se transmet que pour une identité qualifiée.",
    advice: `Qualifiez l'identité, puis recommencez : segur ins qualify ${patientId}`,
    details: { document: id, patient: patientId },
  });
}

/** A message that « annule et remplace » carries a document that replaces nothing: who receives it could not tell which one is void. */
export function replacesNothing(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.replaces_nothing",
    rule: "AMBU.MSS/va1.02",
    message: `${id} ne remplace aucun document : le message ne peut pas dire « annule et remplace ».`,
    why: "Le CDA ne nomme pas de version précédente (relatedDocument RPLC).",
    advice: "Ajoutez la nouvelle version au dossier : segur doc add PATIENT FICHIER --type TYPE --replaces D…",
    details: { document: id },
  });
}

/** The code of a received CDA cannot stand in the header `X-MSS-CODECDA` (MSS/CONF.15). */
export function codeUnusable(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.code_unusable",
    rule: "MSS/CONF.15",
    message: `Le code du type de ${id} n'a pas la forme d'un code : le document ne peut pas être transmis tel quel.`,
    advice: "Ajoutez au dossier le fichier d'origine (PDF, texte, image) : segur doc add PATIENT FICHIER --type TYPE",
    details: { document: id },
  });
}
