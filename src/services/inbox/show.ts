import { renderHtml } from "../../documents/cda/render-html.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import type { Received, ReceivedDocument, ReceivedEvent } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type OpenedDocument, openCda } from "../documents/open.js";
import { receiptAskedBy } from "../mss/receipts.js";
import { requireRight } from "../session/access.js";
import { refreshProposals } from "./assess.js";
import { type Drawn, type DrawOptions, drawReceived } from "./draw.js";
import { openedFile, shownMediaType } from "./opened-file.js";
import { quarantineBanner } from "./problems.js";
import { resolveReceived, resolveReceivedDocument } from "./reference.js";

export interface ShowOptions extends DrawOptions {
  readonly keepUnread: boolean;
}

/** A document of a message, with all that helps to decide of it. */
export interface ShownReceived extends Drawn {
  readonly document: ReceivedDocument;
  /** Oldest first. */
  readonly events: readonly ReceivedEvent[];
  /** Patients that are proposed, in the order of the proposal. */
  readonly candidates: readonly Patient[];
  /** Other documents of the inbox that are the same one, or of the same set. */
  readonly versions: readonly ReceivedDocument[];
}

export interface ShownMessage {
  readonly message: Received;
  /** The one that was asked for, or all of them: drawn when there is one only. */
  readonly documents: readonly ShownReceived[];
  /** The one patient here whose qualified identity has the address that wrote; null: nobody for certain, or it is no patient's. */
  readonly writer: Patient | null;
  /** Its sender asks to be told that it was read: offered once, to a person (RFC 8098 §2.1); null: not asked, or answered. */
  readonly receipt: { readonly id: string } | null;
  /** The line of the outbox (`O7`) that a report is about; null: no report, or of a message that did not leave from here. */
  readonly about: string | null;
}

/** A message and its documents for a terminal: marked as read here, the reading traced before anything is given. */
export async function showReceived(cabinet: OpenCabinet, typed: string, options: ShowOptions): Promise<ShownMessage> {
  await refreshProposals(cabinet);
  const { message, document } = await resolveReceived(cabinet, typed);
  if (options.reveal) await requireRight(cabinet, "ins.see", "inbox show --reveal");
  const chosen = document === null ? message.documents : [document];
  const documents: ShownReceived[] = [];
  for (const each of chosen) documents.push(await shown(cabinet, message, each, chosen.length === 1 ? options : null));
  await traceReading(cabinet, message, chosen, options.reveal);
  if (!options.keepUnread) await cabinet.inbox.markRead(message.id, cabinet.clock.now().toISOString());
  const { messageId, place } = message;
  const receipt = await receiptAskedBy(cabinet, { messageId, mailbox: place.mailbox });
  const about = message.reportOf === undefined ? null : await cabinet.fates.find(message.reportOf);
  return { message, documents, receipt, about, writer: await writerOf(cabinet, message) };
}

/** One document as an HTML page that needs nothing else and runs nothing. @throws {SegurError} `inbox.no_page` */
export async function receivedPage(
  cabinet: OpenCabinet,
  typed: string,
  options: Pick<ShowOptions, "reveal" | "keepUnread" | "signal">,
): Promise<{ readonly id: string; readonly html: string }> {
  const { message, document } = await resolveReceivedDocument(cabinet, typed);
  if (options.reveal) await requireRight(cabinet, "ins.see", "inbox show --reveal");
  const opened = await openedForPage(cabinet, message, document, options.signal);
  await traceReading(cabinet, message, [document], options.reveal);
  if (!options.keepUnread) await cabinet.inbox.markRead(message.id, cabinet.clock.now().toISOString());
  const banner = quarantineBanner(document);
  const warnings = banner === null ? opened.warnings : [banner, ...opened.warnings];
  return { id: document.id, html: renderHtml({ ...opened, warnings }, options) };
}

async function openedForPage(
  cabinet: OpenCabinet,
  message: Received,
  document: ReceivedDocument,
  signal: AbortSignal | undefined,
): Promise<OpenedDocument> {
  const { content, mediaType } = document;
  if (content !== null && mediaType === "text/xml") return openCda(cabinet, content, { contents: "all" });
  const type = shownMediaType(document);
  if (type === null) throw noPage(document);
  return openedFile(cabinet, message, document, type, signal);
}

async function writerOf({ patients }: Pick<OpenCabinet, "patients">, { sender, senderIns }: Received): Promise<Patient | null> {
  if (sender !== "patient" || senderIns === null) return null;
  const found = await patients.findByMatricule(senderIns.matricule);
  const [only, another] = found.filter(({ identity }) => identity.status === "qualifiee");
  return only !== undefined && another === undefined ? only : null;
}

async function shown(
  cabinet: OpenCabinet,
  message: Received,
  document: ReceivedDocument,
  draw: DrawOptions | null,
): Promise<ShownReceived> {
  const { filing } = document;
  const proposed = filing === null ? [] : filing.certain ? [filing.candidate] : filing.candidates;
  const candidates = await cabinet.patients.getMany(proposed.map(({ patientId }) => patientId));
  const same = await cabinet.inbox.sameDocument(document);
  return {
    document,
    events: await cabinet.inbox.events(document.id),
    candidates: candidates.filter((each) => each !== null),
    versions: same.filter(({ id }) => id !== document.id),
    ...(draw === null
      ? { biology: null, results: [], lines: null, fault: null }
      : await drawReceived(cabinet, message, document, draw)),
  };
}

/** Whoever reads a message, with or without a document, has read a patient's data (SSI/GEN.16). */
async function traceReading(
  { traces, clock, actor }: OpenCabinet,
  message: Received,
  documents: readonly ReceivedDocument[],
  reveal: boolean,
): Promise<void> {
  const at = clock.now().toISOString();
  const where = reveal ? "inbox.show.reveal" : "inbox.show";
  const read = documents.length === 0 ? [{ id: message.id, patientId: null }] : documents;
  const lines = read.flatMap(({ id, patientId }) => {
    const about = { at, actor, patientId: patientId ?? undefined };
    const reading = { kind: "document.read" as const, ...about, data: { document: id, where } };
    return reveal ? [reading, { kind: "ins.accessed" as const, ...about, data: { where } }] : [reading];
  });
  await traces.append(lines);
}

function noPage({ id, attachment }: ReceivedDocument): SegurError {
  const kept = attachment === null ? "rien n'en a pu être lu" : "le fichier est resté dans la boîte de l'opérateur";
  return new SegurError({
    kind: "refused",
    code: "inbox.no_page",
    message: `${id} ne peut pas être montré dans le navigateur.`,
    why: `Un navigateur ne le montre pas : ${kept}.`,
    advice: `Pour l'enregistrer : segur inbox show ${id} --save FICHIER`,
  });
}
