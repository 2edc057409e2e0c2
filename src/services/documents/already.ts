import type { Document, NewDocument } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";

/**
 * An identifier names one document, of one patient, for ever (ITI TF-3 §4.2.3.2.26): what comes with the identifier of a document that is
 * there must be that very document. Otherwise « already there » would lose what is given.
 * @throws {SegurError} `document.in_other_file`, `document.same_id_other_content`
 */
export function requireSame(known: Document, given: Pick<NewDocument, "patientId" | "content">): void {
  if (known.patientId !== given.patientId) throw inOtherFile(known, given.patientId);
  if (known.content !== given.content) throw otherContent(known.id);
}

function inOtherFile({ id, patientId }: Document, wanted: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.in_other_file",
    rule: "INS/va1.53",
    message: `Ce document est déjà ${id}, dans le dossier de ${patientId} : il n'est pas classé dans celui de ${wanted}.`,
    why: "Un document est celui d'un seul patient : une personne a deux dossiers, ou l'un des deux n'est pas le sien.",
    advice: "Voyez les doublons du cabinet : segur patient duplicates",
    details: { document: id, patient: wanted, in: patientId },
  });
}

function otherContent(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.same_id_other_content",
    rule: "CI-SIS Structuration minimale",
    message: `Ce document a l'identifiant de ${id}, et un autre contenu : il n'est pas classé.`,
    why: "Un document corrigé a un identifiant nouveau et un numéro de version de plus ; sinon personne ne sait lequel est le bon.",
    advice: `Comparez-les (segur doc show ${id}) et demandez à l'émetteur une nouvelle version.`,
    details: { document: id },
  });
}
