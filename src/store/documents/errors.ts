import { SegurError } from "../../domain/errors.js";

/** A document, an outbox line or a quarantine names a content that is not in the store. */
export function contentMissing(): SegurError {
  return new SegurError({
    kind: "storage",
    code: "document.content_missing",
    message: "Le contenu de ce document n'est pas dans le cabinet.",
    why: "Il n'a pas été enregistré jusqu'au bout, ou il a été retiré.",
    advice: "Vérifiez le cabinet : segur cabinet check",
  });
}

/** The pieces that were read are not what was written. */
export function contentDamaged(): SegurError {
  return new SegurError({
    kind: "storage",
    code: "document.content_damaged",
    message: "Le contenu de ce document est abîmé dans le cabinet.",
    why: "Ce qui a été relu n'a pas l'empreinte SHA-256 de ce qui avait été enregistré.",
    advice: "Vérifiez le cabinet (segur cabinet check), puis reprenez une sauvegarde : segur cabinet restore FICHIER",
  });
}

/** Two versions cannot replace the same one. */
export function alreadyReplaced(documentId: string, by: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.replaced",
    message: `${documentId} a déjà été remplacé par ${by}.`,
    why: "Seule la dernière version d'un document peut être remplacée.",
    advice: `Remplacez la dernière version : segur doc add … --replaces ${by}`,
    rule: "EX_GEN-1060",
    details: { document: documentId, by },
  });
}
