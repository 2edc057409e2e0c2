import { SegurError } from "../../domain/errors.js";

/** MSS/CONF.21: who writes may close the exchange. */
export function exchangeEnded(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.reply_ended",
    rule: "MSS/CONF.21",
    message: `${id} n'attend pas de réponse : son expéditeur a clos l'échange.`,
    why: "Il l'a envoyé avec la marque de fin d'échange (X-MSS-MES: FIN, ou l'objet [FIN]).",
    advice: "Pour lui écrire tout de même, un nouveau message : segur mss send --to ADRESSE --subject OBJET --body FICHIER",
  });
}

/** A report answers ours; a damaged message does not say for certain who wrote it. */
export function notAnswerable(id: string, kind: "report" | "unreadable"): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.reply_kind",
    rule: kind === "report" ? "RFC 3834 §2" : undefined,
    message:
      kind === "report"
        ? `${id} est un avis automatique : on n'y répond pas.`
        : `${id} est illisible : on ne peut pas y répondre.`,
    advice: `Pour le voir : segur inbox show ${id}`,
  });
}

/** Its sender is outside the trust space, or has no address that can be written to. */
export function senderOutside(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.reply_outside",
    rule: "MSS/CONF.01",
    message: `L'expéditeur de ${id} n'a pas d'adresse MSSanté : aucune réponse ne peut lui être envoyée.`,
    why: "Une messagerie de santé n'échange qu'avec l'espace de confiance.",
    advice: "Cherchez son adresse MSSanté dans l'annuaire : segur mss directory search NOM",
  });
}

export function replyEmpty(id: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "inbox.reply_empty",
    message: "La réponse n'a ni texte ni document.",
    advice: `segur inbox reply ${id} --body FICHIER, ou --doc D12`,
  });
}

/** A document of one patient never goes to the mailbox of another one. */
export function notThatPatient(id: string, document: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.reply_other_patient",
    rule: "MSS/va1.19",
    message: `${document} ne peut pas être joint à la réponse à ${id}.`,
    why: "Un document ne part à l'adresse d'un patient que s'il est de son dossier, et si son identité est qualifiée.",
    advice: `Comparez-les : segur doc show ${document}, segur inbox show ${id}`,
    details: { document },
  });
}
