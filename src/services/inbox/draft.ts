import { readCda } from "../../documents/cda/reader.js";
import type { IdentityField } from "../../domain/document/compare-identity.js";
import type { NewDocument } from "../../domain/document/document.js";
import { shownSubject } from "../../domain/message/subject.js";
import type { Patient } from "../../domain/patient.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { saidByCda } from "../documents/cda-errors.js";
import { actDateMissing, typeMissing } from "../documents/errors.js";
import { factsOf } from "../documents/from-cda.js";
import { requirePatient } from "../documents/patient-of-cda.js";
import { type Requested, requested } from "../documents/requested.js";
import { sniff } from "../documents/source.js";
import { newSetId, uniqueIdOf } from "../documents/unique-id.js";
import { attachmentBytes, type Mailboxes } from "./attachment.js";
import { noContent } from "./filing-errors.js";

type Cabinet = OpenCabinet & Mailboxes;

/** What a person says of a document that does not say it (`doc add` takes the same). */
export interface SaidByHand {
  readonly type?: string | undefined;
  readonly date?: string | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  /** It was read, it says too little of its patient or contradicts itself, and it is theirs. */
  readonly samePatient?: boolean;
}

/**
 * A received document as it enters the file of a patient. A CDA is read again from the store: its own header is held to the patient, and
 * nothing that the inbox had kept of it.
 * @param replaces `D7`
 * @throws {SegurError} `document.*` as `doc add`, `inbox.no_content`
 */
export async function draftOf(
  cabinet: Cabinet,
  received: { readonly message: Received; readonly document: ReceivedDocument },
  patient: Patient,
  said: SaidByHand & { readonly replaces?: string | null; readonly signal?: AbortSignal | undefined },
): Promise<NewDocument> {
  const given = await requested(cabinet, said, patient);
  const { document } = received;
  return document.mediaType === "text/xml" && document.content !== null
    ? cdaDraft(cabinet, received, patient, given, said)
    : fileDraft(cabinet, received, patient, given, said);
}

async function cdaDraft(
  cabinet: Cabinet,
  { document, message }: { readonly message: Received; readonly document: ReceivedDocument },
  patient: Patient,
  given: Requested,
  said: SaidByHand & { readonly replaces?: string | null },
): Promise<NewDocument> {
  const content = document.content ?? "";
  const { header } = await readCda(cabinet.contents.read(content));
  const samePatient: readonly IdentityField[] | undefined = requirePatient(header, patient, {
    samePatient: said.samePatient === true,
  });
  const facts = factsOf(header);
  const type = facts.type ?? given.type?.code ?? null;
  const kind = facts.class ?? given.type?.class ?? null;
  if (type === null || kind === null) throw typeMissing();
  for (const [flag, theirs, ours] of [
    ["--type", facts.type?.code, given.type?.code.code],
    ["--title", facts.title, given.title],
    ["--date", facts.actDate, given.actDate],
  ] as const) {
    if (theirs != null && ours != null && theirs !== ours) throw saidByCda(flag);
  }
  if (facts.author !== null && given.authorTyped) throw saidByCda("--author");
  const actDate = facts.actDate ?? given.actDate;
  if (actDate === null) throw actDateMissing();
  return {
    ...{ patientId: patient.id, type, class: kind, title: facts.title ?? given.title ?? type.label, actDate, origin: "mss" },
    ...{ content, mimeType: "text/xml", size: document.size, fileName: null, cda: content },
    ...{ uniqueId: facts.uniqueId, setId: facts.setId, versionNumber: facts.versionNumber, replaces: said.replaces ?? null },
    author: facts.author ?? authorOf(message, given),
    confidentiality: facts.confidentiality,
    visibility: given.visibility,
    createdAt: facts.createdAt ?? message.sentAt ?? message.receivedAt,
    dmp: null,
    ...(samePatient === undefined ? {} : { samePatient }),
  };
}

/** A file that says nothing of itself: a PDF still in the mailbox, an image, the text of the message. */
async function fileDraft(
  cabinet: Cabinet,
  { document, message }: { readonly message: Received; readonly document: ReceivedDocument },
  patient: Patient,
  given: Requested,
  said: SaidByHand & { readonly replaces?: string | null; readonly signal?: AbortSignal | undefined },
): Promise<NewDocument> {
  // Metadata that name a patient hold the file to them, as the header of a CDA does (UX.04).
  const samePatient =
    document.patient === null
      ? undefined
      : requirePatient({ patient: document.patient, otherPatients: [] }, patient, { samePatient: said.samePatient === true });
  const type = given.type?.code ?? document.type;
  const kind = given.type?.class ?? document.class;
  const actDate = given.actDate ?? document.actDate;
  if (type === null || kind === null) throw typeMissing(actDate === null);
  if (actDate === null) throw actDateMissing();
  const { content, mimeType, size } = await contentOf(cabinet, message, document, said.signal);
  const key = { patientId: patient.id, patientSince: patient.createdAt, content, type: type.code, actDate, replaces: null };
  return {
    ...{ patientId: patient.id, type, class: kind, actDate, origin: "mss" },
    title: given.title ?? (document.title?.slice(0, 128) || shownSubject(message.subject).slice(0, 128) || type.label),
    ...{ content, mimeType, size, fileName: document.attachment?.fileName ?? null, cda: null },
    uniqueId: document.uniqueId ?? uniqueIdOf(cabinet.info.instanceId, key),
    setId: document.setId ?? newSetId(cabinet.ids),
    ...{ versionNumber: document.versionNumber ?? 1, replaces: said.replaces ?? null },
    author: document.author ?? authorOf(message, given),
    confidentiality: "N",
    visibility: given.visibility,
    createdAt: document.createdAt ?? message.sentAt ?? message.receivedAt,
    dmp: null,
    ...(samePatient === undefined ? {} : { samePatient }),
  };
}

/** In the store, durable, before anything names it: brought from the mailbox when it stayed there. */
async function contentOf(cabinet: Cabinet, message: Received, document: ReceivedDocument, signal?: AbortSignal) {
  if (document.content !== null) return { content: document.content, mimeType: document.mediaType, size: document.size };
  const { attachment } = document;
  if (attachment === null) throw noContent(document.id);
  const file = await sniff(attachmentBytes(cabinet, message, attachment, signal));
  const { id, size } = await cabinet.contents.write(file.bytes);
  return { content: id, mimeType: file.mediaType, size };
}

/** Who sent it, unless a person named its author. A patient writes from an address that is their matricule: it names nobody. */
function authorOf({ from, sender }: Received, given: Requested): NewDocument["author"] {
  if (given.authorTyped && given.author.author !== null) return given.author.author;
  const name = from.name?.trim() || (sender === "patient" ? "Patient" : from.address);
  return { id: null, name, institution: null };
}
