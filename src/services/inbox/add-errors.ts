import { SegurError } from "../../domain/errors.js";

export function fileTooLarge(limit: number): SegurError {
  return new SegurError({
    kind: "input",
    code: "inbox.file_too_large",
    message: "Ce fichier est trop volumineux pour un message.",
    why: `Il dépasse ${Math.floor(limit / 1_000_000)} Mo, plus qu'aucun opérateur MSSanté n'accepte ; rien n'en est gardé.`,
    advice: "Vérifiez qu'il s'agit bien d'un message (.eml) ; un document seul se classe par : segur doc add PATIENT FICHIER",
    details: { limit },
  });
}

/** @param fault what the reading of the file says, in French */
export function notMessage(fault: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "inbox.not_message",
    message: "Ce fichier n'est pas un message que l'on puisse lire.",
    why: fault,
    advice:
      "Enregistrez de nouveau le message depuis sa messagerie ; un document seul se classe par : segur doc add PATIENT FICHIER",
  });
}

/** A part of a message that came as a file, whose content no longer has it. */
export function partMissing(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "inbox.part_missing",
    message: "Cette pièce n'est pas dans le message.",
    advice: "Voir ce qui est reçu : segur inbox add FICHIER.eml, qui le relit",
  });
}
