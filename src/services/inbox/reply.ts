import {
  audienceOf,
  domainOf,
  isMssDomain,
  matriculeOfAddress,
  parseAddress,
  sameAddress,
} from "../../domain/message/address.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { shownSubject } from "../../domain/message/subject.js";
import type { Patient } from "../../domain/patient.js";
import type { Received } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolveDocument } from "../documents/reference.js";
import { planSend, type SendPlan } from "../mss/plan.js";
import { requireConsent } from "../mss/rules.js";
import { requireRight } from "../session/access.js";
import { resolveReceived } from "./reference.js";
import { exchangeEnded, notAnswerable, notThatPatient, replyEmpty, senderOutside } from "./reply-errors.js";

export interface ReplyRequest {
  /** `M12`, or one of its documents. */
  readonly to: string;
  readonly documents: readonly string[];
  readonly body: string | null;
  /** The words that are answered follow ours. */
  readonly quote: boolean;
  readonly readReceipt: boolean;
}

export interface ReplyPlan {
  readonly message: Received;
  readonly plan: SendPlan;
}

/** Lines of a message that are quoted: whoever wrote it has the rest. */
const MOST_QUOTED = 200;
/** Ids of earlier messages that a reply names: the first, and the last ones (RFC 5322 §3.6.4 sets no limit, header lines do). */
const MOST_REFERENCES = 20;
/** RFC 5322 §3.6.4, strictly: what a message says of itself becomes a header of ours. */
const MESSAGE_ID = /^<[^\s<>@"]{1,200}@[^\s<>@"]{1,200}>$/;

/**
 * An answer to a message of the inbox, by every rule of a sending: to the address that wrote and no other (its Reply-To is not followed),
 * never after the end of an exchange (MSS/CONF.21), to a patient at the address that they wrote from, with documents of their own file
 * only. It names what it answers (MSS/va1.08). Nothing is written. @throws {SegurError} `inbox.reply_…`, `inbox.not_found`, `mss.…`
 */
export async function planReply(cabinet: OpenCabinet, request: ReplyRequest, signal: AbortSignal): Promise<ReplyPlan> {
  // Its subject is shown, its text may be quoted.
  await requireRight(cabinet, "inbox", "inbox reply");
  const { message } = await resolveReceived(cabinet, request.to);
  if (message.kind === "report" || message.kind === "unreadable") throw notAnswerable(message.id, message.kind);
  if (message.mss.end) throw exchangeEnded(message.id);
  const address = await senderAddress(cabinet, message);
  if (request.documents.length === 0 && (request.body ?? "").trim() === "") throw replyEmpty(message.id);
  const patient = audienceOf(address) === "patient" ? await patientWhoWrote(cabinet, address) : null;
  if (audienceOf(address) === "patient") await requireTheirs(cabinet, message, patient, request.documents);
  const plan = await planSend(
    cabinet,
    {
      to: [],
      toPatient: null,
      documents: request.documents,
      subject: request.documents.length > 0 ? null : answerSubject(message),
      body: request.quote ? quoted(request.body ?? "", message) : request.body,
      readReceipt: request.readReceipt,
      noReply: false,
      replaces: null,
      answers: { address, patient, thread: threadOf(message) },
    },
    { signal },
  );
  return {
    message,
    plan: { ...plan, warnings: [...plan.warnings, ...warningsOf(message, address, plan.from)] },
  };
}

/** @throws {SegurError} `inbox.reply_outside` */
async function senderAddress(cabinet: OpenCabinet, { id, from }: Received): Promise<string> {
  const parsed = parseAddress(from.address);
  const { domains } = await cabinet.mailbox();
  if (!parsed.ok || !isMssDomain(domainOf(parsed.value), domains)) throw senderOutside(id);
  if (audienceOf(parsed.value) === "patient" && matriculeOfAddress(parsed.value) === null) throw senderOutside(id);
  return parsed.value;
}

/** The one patient whose qualified identity has this address; null when nobody here has it for certain. */
async function patientWhoWrote({ patients }: OpenCabinet, address: string): Promise<Patient | null> {
  const matricule = matriculeOfAddress(address);
  const found = matricule === null ? [] : await patients.findByMatricule(matricule);
  // Whoever of them opposes it: in doubt of whom the address is, nothing leaves (MSS/va1.22).
  for (const each of found) requireConsent(each, "patient");
  const qualified = found.filter(({ identity }) => identity.status === "qualifiee" && identity.ins?.matricule === matricule);
  const [only, another] = qualified;
  return only !== undefined && another === undefined ? only : null;
}

async function requireTheirs(
  cabinet: OpenCabinet,
  { id }: Received,
  patient: Patient | null,
  documents: readonly string[],
): Promise<void> {
  for (const typed of documents) {
    const document = await resolveDocument(cabinet, typed);
    if (patient === null || document.patientId !== patient.id) throw notThatPatient(id, document.id);
  }
}

/** With documents, the subject is theirs: that of the message may name its patient, whom the rule of subjects names again. */
function answerSubject({ subject }: Received): string {
  return `Re: ${shownSubject(subject).replace(/^(?:re\s*:\s*)+/i, "")}`;
}

/** In-Reply-To and References of the answer (RFC 5322 §3.6.4): what cannot be an id is left out. */
function threadOf({ id, messageId, inReplyTo, references }: Received): NonNullable<SendPlan["thread"]> {
  const known = [...(references.length > 0 ? references : inReplyTo === null ? [] : [inReplyTo]), messageId];
  const ids = [...new Set(known.filter((one): one is string => one !== null && MESSAGE_ID.test(one)))];
  const kept = ids.length <= MOST_REFERENCES ? ids : [...ids.slice(0, 1), ...ids.slice(1 - MOST_REFERENCES)];
  return { message: id, inReplyTo: messageId !== null && MESSAGE_ID.test(messageId) ? messageId : null, references: kept };
}

function quoted(body: string, { text, sentAt, receivedAt, from }: Received): string {
  const lines = (text ?? "").trimEnd().split(/\r?\n/);
  const shown = lines.slice(0, MOST_QUOTED).map((line) => `> ${plainLine(line)}`.trimEnd());
  const day = (sentAt ?? receivedAt).slice(0, 10).split("-").reverse().join("/");
  // Never the address of a patient, which is their matricule.
  const who = audienceOf(from.address) === "patient" ? "vous avez" : `${plainLine(from.name ?? from.address)} a`;
  return [body.trimEnd(), "", `Le ${day}, ${who} écrit :`, ...shown, ...(lines.length > MOST_QUOTED ? ["> […]"] : [])].join("\n");
}

function warningsOf(message: Received, address: string, from: string): readonly string[] {
  const { replyTo, place } = message;
  const elsewhere = replyTo !== null && !sameAddress(replyTo, address);
  const other = place.mailbox.includes("@") && !sameAddress(place.mailbox, from);
  return [
    ...(elsewhere
      ? ["L'expéditeur demande que les réponses aillent à une autre adresse (Reply-To) : la vôtre va à celle qui a écrit."]
      : []),
    ...(other ? [`Ce message est arrivé dans une autre boîte que celle d'où part la réponse (${from}).`] : []),
  ];
}
