import type { Document } from "../../domain/document/document.js";
import type { Patient } from "../../domain/patient.js";
import type { Received, ReceivedDocument, ReceivedEvent } from "../../store/inbox.port.js";

/** The files of a document, from the folder of its patient. */
export interface DocumentFiles {
  /** As it was given or received. */
  readonly original: string;
  /** CDA R2, when there is one: the original itself, or the one that was written around it for exchange. */
  readonly cda: string | null;
  readonly pdf: string | null;
  /** The PDF declares PDF/A-1. */
  readonly pdfA: boolean;
  /** Stable code: why there is no PDF/A-1; null when there is one. */
  readonly pdfFault: string | null;
}

/** One item of `documents.json`. @param ownVsm the summary in force that the practice made: whoever takes over goes on with its set */
export function documentJson(
  document: Document,
  patient: Patient,
  files: DocumentFiles,
  received: ReceivedJson | null,
  ownVsm: boolean,
) {
  return {
    id: document.id,
    state: document.state,
    type: document.type,
    class: document.class,
    title: document.title,
    actDate: document.actDate,
    origin: document.origin,
    mimeType: document.mimeType,
    size: document.size,
    fileName: document.fileName,
    uniqueId: document.uniqueId,
    setId: document.setId,
    versionNumber: document.versionNumber,
    replaces: document.replaces,
    author: document.author,
    confidentiality: document.confidentiality,
    visibility: document.visibility,
    createdAt: document.createdAt,
    filedAt: document.filedAt,
    filedBy: document.filedBy,
    samePatient: document.samePatient ?? [],
    ownVsm,
    dmp: dmpJson(document, patient),
    files,
    received,
  };
}

/** Where it is in the DMP. The INS of that DMP leaves with the patient's alone (INS/va1.53). */
function dmpJson({ dmp }: Document, { identity }: Patient) {
  if (dmp === null) return null;
  const { ins, ...link } = dmp;
  return identity.status === "qualifiee" && ins !== undefined ? { ...link, ins } : link;
}

/** Of a document that came by the inbox: its message, its alert, and who acknowledged what (mss.md §8.3). */
export function receivedJson(
  document: ReceivedDocument,
  message: Received | null,
  events: readonly ReceivedEvent[],
  withNotes: boolean,
) {
  return {
    id: document.id,
    // The address of a patient is their matricule: it stays here.
    from: message === null || message.sender === "patient" ? null : message.from,
    sender: message?.sender ?? null,
    sentAt: message?.sentAt ?? null,
    receivedAt: message?.receivedAt ?? null,
    alerts: document.alerts,
    alert: document.alert,
    partial: document.partial,
    acknowledgements: events
      .filter(({ kind }) => kind === "ack")
      .map(({ at, userId, ack, note }) => ({ at, userId, ack, note: withNotes ? note : null })),
  };
}
export type ReceivedJson = ReturnType<typeof receivedJson>;
