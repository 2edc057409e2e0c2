import type { Document } from "../../domain/document/document.js";
import { audienceOf, sameAddress } from "../../domain/message/address.js";
import type { Audience } from "../../domain/message/send.js";
import { plainSubject, xdmSubject } from "../../domain/message/subject.js";
import type { Patient } from "../../domain/patient.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { ResolveOptions } from "../directory/resolve.js";
import { resolveDocument } from "../documents/reference.js";
import { requireSendable } from "../documents/sendable.js";
import { patientNotFound } from "../patients/errors.js";
import { resolvePatient } from "../patients/reference.js";
import { requireOpener } from "./author.js";
import { type Earlier, earlierSendings, sameTextWaiting } from "./earlier.js";
import { alreadyWaiting } from "./earlier-errors.js";
import { type MessagePayload, messagePayload } from "./payload.js";
import { professionals } from "./recipients.js";
import { type Replacing, replacing, requireReplaceable } from "./replaces.js";
import { isMinor, requireConsent, requireNil, requirePatientAddress, requireRealIns, requireShowable } from "./rules.js";
import { bothAudiences, messageUnknown, nobodyNamed, noReplyToPatient, nothingToSay, subjectMissing } from "./send-errors.js";

/** What a person asks for. */
export interface SendRequest {
  /** Addresses, RPPS, nicknames, names. */
  readonly to: readonly string[];
  /** `P42` or a file number: the patient themselves. */
  readonly toPatient: string | null;
  readonly documents: readonly string[];
  readonly subject: string | null;
  readonly body: string | null;
  readonly readReceipt: boolean;
  /** The patient may not answer (`X-MSS-MES: FIN`). */
  readonly noReply: boolean;
  /** `O7`: the message whose documents these replace. */
  readonly replaces: string | null;
  /** A message that was received: it goes to who wrote it, whom `to` and `toPatient` then do not name. */
  readonly answers?: Answered | undefined;
}

/** Who wrote what is answered. */
export interface Answered {
  /** Parsed, of the trust space. */
  readonly address: string;
  /** A patient whose qualified identity has this address; null for a professional, or when nobody here has it. */
  readonly patient: Patient | null;
  readonly thread: NonNullable<SendPlan["thread"]>;
}

/** A message that every rule lets through, before anything is written. */
export interface SendPlan {
  readonly audience: Audience;
  readonly from: string;
  readonly recipients: readonly { readonly address: string; readonly name: string | null }[];
  readonly patient: Patient | null;
  readonly documents: readonly Document[];
  /** Whole, as it will leave. */
  readonly subject: string;
  readonly body: string | null;
  readonly readReceipt: boolean;
  readonly endOfExchange: boolean;
  readonly action: "C" | null;
  /** The message that this one replaces, and what becomes of it. */
  readonly replaces: Replacing | null;
  /** The mailbox of the patient is read by those who have authority over them. */
  readonly isMinor: boolean;
  /** Lines that were looked at, all that carry one of these documents. */
  readonly seen: ReadonlySet<string>;
  /** Earlier messages of the same documents that some of these recipients have: to be asked about. */
  readonly earlier: readonly Earlier[];
  /** Message-IDs of what it answers (MSS/va1.08); null: it begins an exchange. */
  readonly thread: {
    /** `M12` */
    readonly message: string;
    readonly inReplyTo: string | null;
    readonly references: readonly string[];
  } | null;
  readonly warnings: readonly string[];
}

/**
 * Reads and checks one message, by every rule that needs no network: one patient, consent, visibility, whom it goes to, what of the
 * documents cannot leave. Nothing is written. @throws {SegurError} `mss.…`, `directory.…`, `document.…`
 */
export async function planSend(cabinet: OpenCabinet, request: SendRequest, resolve: ResolveOptions = {}): Promise<SendPlan> {
  const replaces = request.replaces === null ? null : await replacedMessage(cabinet, request.replaces);
  const before = replaces === null ? null : messagePayload(replaces);
  const { answers } = request;
  const toPatient =
    answers === undefined
      ? request.toPatient !== null || (request.to.length === 0 && before?.audience === "patient")
      : audienceOf(answers.address) === "patient";
  if (toPatient && request.to.length > 0) throw bothAudiences();
  if (!toPatient && request.noReply) throw noReplyToPatient();
  if (!toPatient && request.to.length === 0 && before === null && answers === undefined) throw nobodyNamed();
  if (request.documents.length === 0 && (request.body ?? "").trim() === "") throw nothingToSay();
  const documents = await Promise.all([...new Set(request.documents)].map((id) => resolveDocument(cabinet, id)));
  const named = request.toPatient ?? (toPatient ? (replaces?.patientId ?? null) : null);
  const patient = answers?.patient ?? (await patientOf(cabinet, named, documents));
  const audience: Audience = toPatient ? "patient" : "professional";
  if (replaces !== null) await requireReplaceable(cabinet, replaces, { patient, audience, documents });
  const effect = replaces === null ? null : await replacing(cabinet, replaces, documents);
  const mailbox = await cabinet.mailbox();
  requireNil(mailbox.nil, cabinet);
  requireOpener(cabinet, mailbox);
  const warnings: string[] = [];
  if (patient !== null) {
    requireConsent(patient, audience);
    if (documents.length > 0) requireRealIns(patient, cabinet);
    for (const document of documents) {
      await requireShowable(cabinet, document, patient, audience);
      const { remarks } = await requireSendable(cabinet, document, patient, { exchange: "message" });
      warnings.push(...remarks.map((remark) => `${document.id} : ${remark}`));
    }
  }
  const { address: from } = await cabinet.mss();
  const recipients = toPatient
    ? [toThem(cabinet, patient, answers)]
    : await professionals(cabinet, addressed(request, before), {
        domains: mailbox.domains,
        sending: true,
        warn: (message) => warnings.push(message),
        ...resolve,
      });
  if (recipients.some(({ address }) => sameAddress(address, from)))
    warnings.push("Votre propre boîte est parmi les destinataires.");
  const forgotten = (before?.recipients ?? []).some(
    ({ address }) => !recipients.some((each) => sameAddress(each.address, address)),
  );
  if (forgotten && effect?.effect === "voids")
    warnings.push(`Des destinataires de ${replaces?.id} ne reçoivent pas celui-ci : ils gardent l'ancienne version.`);
  if (forgotten && effect?.effect === "cancels")
    warnings.push(`Des destinataires de ${replaces?.id} ne reçoivent pas celui-ci : ils ne recevront rien.`);
  const addresses = recipients.map(({ address }) => address);
  const ids = documents.map(({ id }) => id);
  const carrying = await Promise.all(ids.map((id) => cabinet.outbox.carrying(id)));
  const earlier = await earlierSendings(cabinet, ids, addresses, replaces?.id);
  const waiting = earlier.filter(({ state }) => state === "waiting");
  if (waiting.length > 0) throw alreadyWaiting(waiting);
  const subject = subjectOf(request, documents, patient, effect?.effect === "voids");
  warnings.push(...whatStays(earlier, ids.length > 0 ? [] : await sameTextWaiting(cabinet, subject, addresses, replaces?.id)));
  if (effect?.effect === "follows") warnings.push(`${effect.item.id} est déjà parti : ce texte le suit, il ne l'annule pas.`);
  return {
    audience,
    from,
    recipients,
    patient,
    documents,
    subject,
    body: request.body,
    readReceipt: request.readReceipt,
    endOfExchange: toPatient && request.noReply,
    action: effect?.effect === "voids" ? "C" : null,
    replaces: effect,
    isMinor: toPatient && patient !== null && (await isMinor(cabinet, patient)),
    seen: new Set(carrying.flat().map(({ id }) => id)),
    earlier: earlier.filter(({ state }) => state === "sent"),
    thread: answers?.thread ?? null,
    warnings,
  };
}

/** The patient at their own address; without a qualified identity, only at the one that they wrote from (mss.md §1.6). */
function toThem(cabinet: OpenCabinet, patient: Patient | null, answers: Answered | undefined) {
  if (patient !== null) return { address: requirePatientAddress(patient, cabinet), name: nameOf(patient) };
  if (answers === undefined) throw nobodyNamed();
  return { address: answers.address, name: null };
}

function addressed({ to, answers }: SendRequest, before: MessagePayload | null): readonly string[] {
  if (answers !== undefined) return [answers.address];
  return to.length > 0 ? to : (before?.recipients ?? []).map((each) => each.address);
}

async function replacedMessage({ outbox }: OpenCabinet, typed: string): Promise<OutboxItem> {
  const item = await outbox.get(typed.trim().toUpperCase());
  if (item === null || item.kind !== "mss.send") throw messageUnknown(typed);
  return item;
}

async function patientOf(cabinet: OpenCabinet, named: string | null, documents: readonly Document[]): Promise<Patient | null> {
  if (named !== null) return resolvePatient(cabinet, named);
  const [first] = documents;
  if (first === undefined) return null;
  const patient = await cabinet.patients.get(first.patientId);
  if (patient === null) throw patientNotFound(first.patientId);
  return patient;
}

function subjectOf(request: SendRequest, documents: readonly Document[], patient: Patient | null, replaces: boolean): string {
  const [first] = documents;
  const label = request.subject?.trim() || (documents.length === 1 ? first?.title : undefined);
  if (first === undefined || patient === null) {
    const plain = plainSubject(label ?? "");
    if (plain === "") throw subjectMissing();
    return plain;
  }
  const { birthName, firstBirthGivenName, birthDate } = patient.identity.traits;
  const text = label ?? `${documents.length} documents`;
  return xdmSubject(text, { birthName, firstBirthGivenName, birthDate }, { replaces });
}

/** Lines that stay in the queue beside this message, and that a person could send too. */
function whatStays(earlier: readonly Earlier[], texts: readonly string[]): readonly string[] {
  const refused = [...new Set(earlier.filter(({ state }) => state === "refused").map(({ line }) => line))];
  return [
    ...refused.map(
      (line) => `${line}, refusé, porte déjà ces documents à ce destinataire ; pour y renoncer : segur outbox cancel ${line}`,
    ),
    ...texts.map((line) => `${line}, du même objet au même destinataire, attend déjà dans la file (segur outbox show ${line}).`),
  ];
}

function nameOf({ identity }: Patient): string {
  return `${identity.traits.firstBirthGivenName} ${identity.traits.birthName}`;
}
