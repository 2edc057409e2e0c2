import { renderHtml } from "../../documents/cda/render-html.js";
import type { RenderedLine } from "../../documents/cda/render-text.js";
import { SegurError } from "../../domain/errors.js";
import type { Biology } from "../../domain/inbox/biology.js";
import type { Patient } from "../../domain/patient.js";
import type { Received, ReceivedDocument, ReceivedEvent } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { drawnLines } from "../documents/drawn-lines.js";
import { openCda } from "../documents/open.js";
import { requireRight } from "../session/access.js";
import { resolveReceived, resolveReceivedDocument } from "./reference.js";
import { withoutMatricule } from "./shown.js";

const MOST_RECEIPTS = 1_000;

export interface ShowOptions {
  readonly width: number;
  /** Signs beside words: on a terminal, not on a pipe. */
  readonly marks: boolean;
  readonly reveal: boolean;
  readonly keepUnread: boolean;
}

/** A document of a message, with all that helps to decide of it. */
export interface ShownReceived {
  readonly document: ReceivedDocument;
  /** Oldest first. */
  readonly events: readonly ReceivedEvent[];
  /** Patients that are proposed, in the order of the proposal. */
  readonly candidates: readonly Patient[];
  /** Other documents of the inbox that are the same one, or of the same set. */
  readonly versions: readonly ReceivedDocument[];
  /** Null: another kind of document, or it cannot be read. */
  readonly biology: Biology | null;
  /** Results with their flags; empty when there is none. */
  readonly results: readonly RenderedLine[];
  /** Header and narrative; null when only a summary was asked for, or nothing of it is kept here. */
  readonly lines: readonly RenderedLine[] | null;
  /** Why it cannot be read, French. */
  readonly fault: string | null;
}

export interface ShownMessage {
  readonly message: Received;
  /** The one that was asked for, or all of them: drawn when there is one only. */
  readonly documents: readonly ShownReceived[];
  /** Its sender asks to be told that it was read: offered once, to a person (RFC 8098 §2.1); null: not asked, or answered. */
  /** The one patient here whose qualified identity has the address that wrote; null: nobody for certain, or it is no patient's. */
  readonly writer: Patient | null;
  readonly receipt: { readonly id: string } | null;
}

/** A message and its documents for a terminal: marked as read here, the reading traced before anything is given. */
export async function showReceived(cabinet: OpenCabinet, typed: string, options: ShowOptions): Promise<ShownMessage> {
  const { message, document } = await resolveReceived(cabinet, typed);
  if (options.reveal) await requireRight(cabinet, "ins.see", "inbox show --reveal");
  const chosen = document === null ? message.documents : [document];
  const documents: ShownReceived[] = [];
  for (const each of chosen) documents.push(await shown(cabinet, each, chosen.length === 1 ? options : null));
  await traceReading(cabinet, message, chosen, options.reveal);
  if (!options.keepUnread) await cabinet.inbox.markRead(message.id, cabinet.clock.now().toISOString());
  return { message, documents, receipt: await receiptAsked(cabinet, message), writer: await writerOf(cabinet, message) };
}

/** One document as an HTML page that needs nothing else and runs nothing. @throws {SegurError} `inbox.no_page` */
export async function receivedPage(
  cabinet: OpenCabinet,
  typed: string,
  options: Pick<ShowOptions, "reveal" | "keepUnread">,
): Promise<{ readonly id: string; readonly html: string }> {
  const { message, document } = await resolveReceivedDocument(cabinet, typed);
  if (options.reveal) await requireRight(cabinet, "ins.see", "inbox show --reveal");
  if (document.content === null) throw noPage(document);
  const opened = await openCda(cabinet, document.content, { contents: "all" });
  await traceReading(cabinet, message, [document], options.reveal);
  if (!options.keepUnread) await cabinet.inbox.markRead(message.id, cabinet.clock.now().toISOString());
  return { id: document.id, html: renderHtml(opened, options) };
}

async function writerOf({ patients }: Pick<OpenCabinet, "patients">, { sender, senderIns }: Received): Promise<Patient | null> {
  if (sender !== "patient" || senderIns === null) return null;
  const found = await patients.findByMatricule(senderIns.matricule);
  const [only, another] = found.filter(({ identity }) => identity.status === "qualifiee");
  return only !== undefined && another === undefined ? only : null;
}

async function receiptAsked(
  cabinet: Pick<OpenCabinet, "receipts">,
  { messageId, place }: Received,
): Promise<ShownMessage["receipt"]> {
  if (messageId === null) return null;
  // From what is kept here: what was received is read without a network too.
  const waiting = await cabinet.receipts.list({ mailbox: place.mailbox, waiting: true, limit: MOST_RECEIPTS });
  return waiting.find((each) => each.messageId === messageId) ?? null;
}

async function shown(cabinet: OpenCabinet, document: ReceivedDocument, draw: ShowOptions | null): Promise<ShownReceived> {
  const { filing } = document;
  const proposed = filing === null ? [] : filing.certain ? [filing.candidate] : filing.candidates;
  const candidates = await cabinet.patients.getMany(proposed.map(({ patientId }) => patientId));
  const same = await cabinet.inbox.sameDocument(document);
  const drawn =
    draw === null || document.content === null ? null : await drawnDocument(cabinet, document, document.content, draw);
  return {
    document,
    events: await cabinet.inbox.events(document.id),
    candidates: candidates.filter((each) => each !== null),
    versions: same.filter(({ id }) => id !== document.id),
    biology: drawn?.biology ?? null,
    results: drawn?.results ?? [],
    lines: drawn?.lines ?? null,
    fault: drawn?.fault ?? null,
  };
}

type Drawn = Pick<ShownReceived, "biology" | "results" | "lines" | "fault">;

/** What cannot be read is told, and the rest of the message is shown all the same. */
async function drawnDocument(
  cabinet: OpenCabinet,
  { id }: ReceivedDocument,
  content: string,
  { width, marks, reveal }: ShowOptions,
): Promise<Drawn> {
  try {
    const opened = await openCda(cabinet, content, { contents: "text" });
    const biology = opened.biology ?? null;
    const { renderBiology } = await import("../../documents/cda/biology/render.js");
    const results = biology === null ? [] : renderBiology(biology, { width, marks });
    // A title is what somebody wrote, and may hold any matricule: the rest of the document knows its own patient's only.
    const title = reveal ? opened.header.title : withoutMatricule(opened.header.title);
    const titled = { ...opened, header: { ...opened.header, title } };
    const lines = await drawnLines(titled, { width, reveal, command: `segur inbox show ${id}` });
    return { biology, results, lines, fault: null };
  } catch (error) {
    if (!(error instanceof SegurError) || error.kind !== "input") throw error;
    return { biology: null, results: [], lines: null, fault: error.message };
  }
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
    why: `Ce n'est pas un document CDA : ${kept}.`,
    advice: `Pour l'enregistrer : segur inbox show ${id} --save FICHIER`,
  });
}
