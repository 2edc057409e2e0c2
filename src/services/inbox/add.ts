import type { NewReceived } from "../../domain/inbox/received.js";
import type { InboxHead } from "../../gateways/mss/inbox.port.js";
import type { Report } from "../../gateways/mss/port.js";
import type { Received } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { ourReport } from "../mss/our-report.js";
import { fileTooLarge, notMessage, partMissing } from "./add-errors.js";
import { assessWaiting } from "./assess.js";
import { receive } from "./receive.js";
import { wanted } from "./wanted.js";

type Cabinet = Pick<
  OpenCabinet,
  "documents" | "patients" | "outbox" | "fates" | "inbox" | "contents" | "messageFiles" | "settings" | "info" | "actor" | "clock"
>;

/** A message of 25 MB, the limit of Mon espace santé, takes 35 MB once encoded; some operators take more. */
const MAX_BYTES = 60_000_000;
/** Mailbox of a message that came as a file: it names its bytes in the store, where its attachments are read. */
const FILE = "file:";
const VALIDITY = "0";

export interface AddedMessage {
  readonly received: Received;
  /** False: the same file was added before, and nothing changed. */
  readonly added: boolean;
}

/**
 * Keeps a message that somebody kept as a file (`.eml`) as if it had come to the mailbox: the same reading, the same checks. Its bytes
 * go into the store, whole; the same bytes twice are one message.
 * @throws {SegurError} `inbox.file_too_large` (read no further), `inbox.not_message`, and what the store throws
 */
export async function addMessageFile(cabinet: Cabinet, source: AsyncIterable<Uint8Array>): Promise<AddedMessage> {
  const bytes = await whole(source);
  const at = cabinet.clock.now().toISOString();
  const read = await cabinet.messageFiles();
  const { head, contents } = await read(bytes, { now: at });
  if (head.fault !== null) throw notMessage(head.fault);
  const { id } = await cabinet.contents.write([bytes]);
  const domains = await domainsOf(cabinet);
  const deps = {
    contents: cabinet.contents,
    environment: cabinet.info.environment,
    domains,
    messageFiles: () => cabinet.messageFiles(),
    ours: (report: Report) => ourReport(cabinet, report),
  };
  const place = { mailbox: FILE + id, uidValidity: VALIDITY };
  const message = await receive(head, place.mailbox, VALIDITY, broughtOf(head, contents), deps);
  const [added] = await cabinet.inbox.keep([message], { ...place, lastUid: head.uid, modseq: null }, (all) =>
    all.map((each) => ({
      kind: "inbox.added",
      at,
      actor: cabinet.actor,
      data: { message: each.id, documents: each.documents.length, problem: each.problem?.code ?? null },
    })),
  );
  await assessWaiting(cabinet);
  const received = await find(cabinet, message, added);
  return { received, added: added !== undefined };
}

/**
 * One part of a message that came as a file, decoded.
 * @param place `mailbox` as {@link isFilePlace} accepts it
 * @throws {SegurError} `inbox.part_missing`, and what the store throws
 */
export async function partOfFile(
  cabinet: Pick<OpenCabinet, "contents" | "messageFiles" | "clock">,
  place: { readonly mailbox: string },
  part: string,
): Promise<Buffer> {
  const read = await cabinet.messageFiles();
  const bytes = await whole(cabinet.contents.read(place.mailbox.slice(FILE.length)));
  const found = (await read(bytes, { now: cabinet.clock.now().toISOString() })).contents.get(part);
  if (found === undefined) throw partMissing();
  return found;
}

/** Whether a message came as a file: no server has it. */
export function isFilePlace({ mailbox }: { readonly mailbox: string }): boolean {
  return mailbox.startsWith(FILE);
}

/** Other domains of professionals, from the settings alone: no operator is needed to read a file. */
async function domainsOf({ settings }: Pick<Cabinet, "settings">): Promise<readonly string[]> {
  const domains = await settings.get("mss.domains");
  return Array.isArray(domains) ? domains.filter((each) => typeof each === "string") : [];
}

async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > MAX_BYTES) throw fileTooLarge(MAX_BYTES);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The parts that a mailbox would have brought, with the same limits. */
function broughtOf(head: InboxHead, contents: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  return new Map(
    wanted(head).flatMap(({ part, maxBytes }) => {
      const bytes = contents.get(part);
      return bytes === undefined || bytes.length > maxBytes ? [] : [[part, bytes] as const];
    }),
  );
}

async function find({ inbox }: Cabinet, { place }: NewReceived, added: string | undefined): Promise<Received> {
  const id = added ?? (await inbox.list({ mailbox: place.mailbox, reports: true, limit: 1 })).items[0]?.id;
  const received = id === undefined ? null : await inbox.get(id);
  if (received === null) throw new Error("a message that was kept is there");
  return received;
}
