import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Audience } from "../../domain/message/send.js";
import type { Patient } from "../../domain/patient.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { replacesNothing } from "./attachment-errors.js";
import { hasLeft } from "./left.js";
import { messagePayload } from "./payload.js";

/** A message that another one replaces. */
export interface Replacing {
  readonly item: OutboxItem;
  /**
   * `voids`: it has left, the new one says « annule et remplace » of it · `cancels`: it waits, and is taken out of the outbox · `follows`: it
   * has left, and a text says nothing of what it was · `none`: it never left, and waits for nobody.
   */
  readonly effect: "voids" | "cancels" | "follows" | "none";
}

/** What a message does to the one that it replaces. What never left has nothing to be void at the recipient's. */
export async function replacing(
  cabinet: Pick<OpenCabinet, "fates">,
  item: OutboxItem,
  documents: readonly Document[],
): Promise<Replacing> {
  if (await hasLeft(cabinet, item)) {
    if (documents.length === 0) return { item, effect: "follows" };
    for (const { id, replaces } of documents) if (replaces === null) throw replacesNothing(id);
    return { item, effect: "voids" };
  }
  return { item, effect: isOpen(item) ? "cancels" : "none" };
}

/** In the outbox, where a person or a retry could still send it. */
export function isOpen({ state }: OutboxItem): boolean {
  return state === "queued" || state === "refused";
}

interface Wanted {
  readonly patient: Patient | null;
  readonly audience: Audience;
  readonly documents: readonly Document[];
}

/**
 * Whether a message may say « annule et remplace » of an earlier one (AMBU.MSS/va1.02): of the same patient, to the same kind of people, with
 * later versions of what it carried. Otherwise it would void the document of somebody else, or take a message that waits out of the outbox.
 * @throws {SegurError} `mss.replaces_by_text`, `mss.replaces_other_patient`, `mss.replaces_other_audience`, `mss.replaces_other_document`
 */
export async function requireReplaceable(
  { documents: file }: Pick<OpenCabinet, "documents">,
  replaced: OutboxItem,
  { patient, audience, documents }: Wanted,
): Promise<void> {
  if (documents.length === 0 && replaced.documents.length > 0) throw textForDocuments(replaced.id);
  if (documents.length > 0 && replaced.patientId !== (patient?.id ?? null)) throw otherPatient(replaced.id);
  if (messagePayload(replaced).audience !== audience) throw otherAudience(replaced.id);
  for (const document of documents) {
    if (document.replaces === null || replaced.documents.length === 0) continue;
    if (!(await isLaterVersion(file, document, replaced.documents))) throw otherDocument(document.id, replaced.id);
  }
}

async function isLaterVersion(file: OpenCabinet["documents"], document: Document, sent: readonly string[]): Promise<boolean> {
  const seen = new Set<string>();
  for (let id = document.replaces; id !== null && !seen.has(id); ) {
    if (sent.includes(id)) return true;
    seen.add(id);
    id = (await file.get(id))?.replaces ?? null;
  }
  return false;
}

/** A text tells no software which document is void, and goes by none of the rules of the patient that the documents named. */
function textForDocuments(line: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.replaces_by_text",
    rule: "AMBU.MSS/va1.02",
    message: `Le message ${line} porte des documents : un texte seul ne les remplace pas.`,
    why: "Seule une nouvelle version d'un document dit au logiciel du destinataire que la précédente est annulée.",
    advice: `Joignez la version corrigée (segur mss send --replaces ${line} --doc DOC), ou écrivez un message à part, sans --replaces.`,
    details: { outbox: line },
  });
}

function otherPatient(line: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.replaces_other_patient",
    rule: "MSS/CONF.23",
    message: `Le message ${line} n'est pas au sujet du patient de ces documents : ils ne peuvent pas le remplacer.`,
    advice: `Voyez ce message : segur mss status ${line} --offline`,
    details: { outbox: line },
  });
}

function otherAudience(line: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.replaces_other_audience",
    rule: "AMBU.MSS/va1.02",
    message: `Le message ${line} n'est pas allé au même genre de destinataire (patient ou professionnels) : celui-ci ne le remplace pas.`,
    advice: `Envoyez un message à part, sans --replaces ; voyez le premier : segur mss status ${line} --offline`,
    details: { outbox: line },
  });
}

function otherDocument(documentId: string, line: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.replaces_other_document",
    rule: "AMBU.MSS/va1.02",
    message: `${documentId} n'est pas une nouvelle version d'un document du message ${line} : il ne le remplace pas.`,
    advice: `Voyez ce qu'il remplace : segur doc show ${documentId}`,
    details: { document: documentId, outbox: line },
  });
}
