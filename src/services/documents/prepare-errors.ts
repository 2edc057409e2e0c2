import { SegurError } from "../../domain/errors.js";

/** @param why what the PDF says of itself, in French */
export function notPdfA(id: string, why: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.not_pdfa",
    rule: "DOC/va1.01",
    message: `Le PDF de ${id} n'est pas un PDF/A-1 : il ne peut pas être transmis.`,
    why,
    advice: `Enregistrez-le de nouveau au format PDF/A-1, puis : segur doc add PATIENT FICHIER.pdf --type TYPE --replaces ${id}`,
    details: { document: id },
  });
}

/** A file that was cut, or whose bytes are not what its beginning said. */
export function pdfDamaged(id: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "document.pdf_damaged",
    message: `Le PDF de ${id} est incomplet : il ne peut pas être transmis.`,
    why: "Sa fin (%%EOF) manque : le fichier a été coupé.",
    advice: `Reprenez le fichier d'origine : segur doc add PATIENT FICHIER.pdf --type TYPE --replaces ${id}`,
    details: { document: id },
  });
}

/** A CDA whose contents nobody could read where it goes. @param why in French, what of it */
export function bodyUnreadable(id: string, why: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.body_unreadable",
    rule: "EX_GEN-1060",
    message: `Le contenu de ${id} ne se lit pas en entier : il ne peut pas être transmis.`,
    why,
    advice: "Redemandez le document à son émetteur, dans une nouvelle version.",
    details: { document: id },
  });
}

export function contentGone(id: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "document.content_missing",
    message: `Le contenu de ${id} n'est plus dans le cabinet.`,
    advice: "Vérifiez le cabinet : segur cabinet check",
    details: { document: id },
  });
}

/** Other processes change the same document again and again. */
export function movedMeanwhile(id: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "document.busy",
    message: `${id} est modifié par une autre commande en ce moment.`,
    advice: "Relancez la même commande dans un instant.",
    details: { document: id },
  });
}

/** Ctrl-C while a PDF is being converted: the program that did it is gone with its files. */
export function conversionInterrupted(id: string): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "document.conversion_interrupted",
    message: `Interrompu pendant la mise au format PDF/A-1 de ${id} ; rien n'est parti.`,
    advice: "Relancez la même commande.",
    details: { document: id },
  });
}

/** Others have it by MSSanté, and its CDA would say another identity, or another author, today. */
export function versionNeeded(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.version_needed",
    rule: "EX_GEN-1060",
    message: `${id} est déjà parti par messagerie, et l'identité ou l'auteur qu'il porte ont changé depuis : il ne part plus tel quel.`,
    why: "Un identifiant de document ne désigne qu'un seul contenu : d'autres l'ont.",
    advice: `Classez une nouvelle version : segur doc add PATIENT FICHIER --replaces ${id}`,
    details: { document: id },
  });
}
