import type { FetchMessageObject, ImapFlow, MessageStructureObject } from "imapflow";
import { searchFault } from "./faults.js";
import type { MailboxPosition, MssClient, ReceiptRequest, Report } from "./port.js";
import { type FetchedMessage, mayBeReport, readFields, readReply, readReport, readRequest } from "./reports.js";

type Found = Awaited<ReturnType<MssClient["reports"]>>;

const HEADERS = [
  "return-path",
  "auto-submitted",
  "precedence",
  "list-id",
  "disposition-notification-to",
  "in-reply-to",
  "references",
];
/** Messages of one FETCH: a connection that is cut loses no more than that. */
const BATCH = 200;
/** Of a part that is read. Bytes. */
const MOST_PART = 65_536;
const MOST_PARTS = 6;

/** Reports and receipt requests of INBOX after a position. The folder is opened for reading only: nothing is marked as seen. */
export async function mailboxReports(
  client: ImapFlow,
  after: MailboxPosition | null,
  { signal, replies = false }: { readonly signal?: AbortSignal | undefined; readonly replies?: boolean } = {},
): Promise<Found> {
  const lock = await client.getMailboxLock("INBOX", { readOnly: true });
  try {
    // In a folder that is open already, what has come since is only announced on request.
    await client.noop();
    const uidValidity = mailboxValidity(client);
    // Another UIDVALIDITY: the numbers that we know mean nothing any more (RFC 3501 §2.3.1.1).
    const from = after?.uidValidity === uidValidity ? after.lastUid : 0;
    const uids = await uidsAfter(client, from);
    const reports: Report[] = [];
    const requests: ReceiptRequest[] = [];
    for (let at = 0; at < uids.length; at += BATCH) {
      signal?.throwIfAborted();
      const batch = uids.slice(at, at + BATCH);
      // Whole before anything else is asked: a command inside the loop of a FETCH would wait for ever.
      const messages = await client.fetchAll(
        batch,
        { uid: true, bodyStructure: true, envelope: true, headers: HEADERS },
        { uid: true },
      );
      for (const message of messages.sort((a, b) => a.uid - b.uid)) {
        const head = headOf(message);
        const report = mayBeReport(head) ? readReport(await withParts(client, message, head)) : null;
        if (report !== null) reports.push(report);
        const request = readRequest(head);
        if (request !== null) requests.push(request);
      }
    }
    const position = { uidValidity, lastUid: uids.at(-1) ?? from };
    return { reports, requests, position, ...(replies ? { unreadReplies: await unreadReplies(client) } : {}) };
  } finally {
    lock.release();
  }
}

/** What the last unread messages answer. Nothing of them but three headers is read, and nothing is marked. */
async function unreadReplies(client: ImapFlow): Promise<readonly string[]> {
  const unseen = await client.search({ seen: false }, { uid: true });
  if (!unseen || unseen.length === 0) return [];
  const latest = unseen.sort((a, b) => b - a).slice(0, BATCH);
  const messages = await client.fetchAll(
    latest,
    { uid: true, bodyStructure: true, envelope: true, headers: HEADERS },
    { uid: true },
  );
  return messages.flatMap((message) => readReply(headOf(message)) ?? []);
}

function mailboxValidity(client: ImapFlow): string {
  if (client.mailbox === false || client.mailbox === undefined) throw searchFault();
  return String(client.mailbox.uidValidity);
}

/** `n:*` names the last message even when its number is lower (RFC 3501 §9). */
async function uidsAfter(client: ImapFlow, last: number): Promise<number[]> {
  const found = await client.search({ uid: `${last + 1}:*` }, { uid: true });
  if (!found) throw searchFault();
  return found.filter((uid) => uid > last).sort((a, b) => a - b);
}

type Head = Omit<FetchedMessage, "parts">;

function headOf({ uid, envelope, bodyStructure, headers }: FetchMessageObject): Head {
  const { date } = envelope ?? {};
  return {
    uid,
    headers: readFields(headers?.toString("latin1") ?? ""),
    type: bodyStructure?.type.toLowerCase() ?? "",
    reportType: bodyStructure?.parameters?.["report-type"]?.toLowerCase() ?? null,
    subject: envelope?.subject ?? "",
    from: envelope?.from?.[0]?.address ?? "",
    messageId: envelope?.messageId ?? null,
    date: date instanceof Date ? dateText(date) : (date ?? null),
  };
}

function dateText(date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

const READ = /^(?:text\/(?:plain|rfc822-headers)|message\/(?:global-)?(?:delivery-status|disposition-notification))$/;

/** Only the small parts that say something: never the message that comes back, which holds the documents. */
async function withParts(client: ImapFlow, message: FetchMessageObject, head: Head): Promise<FetchedMessage> {
  const leaves = message.bodyStructure === undefined ? [] : leavesOf(message.bodyStructure);
  const wanted = leaves.filter(({ type }) => READ.test(type.toLowerCase())).slice(0, MOST_PARTS);
  // A message of one part has no number: its text is part 1.
  const numbers = wanted.map(({ part }) => part ?? "1");
  const bodies =
    numbers.length === 0 ? {} : await client.downloadMany(String(message.uid), numbers, { uid: true, maxBytes: MOST_PART });
  const returned = leaves.find(({ type }) => type.toLowerCase() === "message/rfc822");
  return {
    ...head,
    parts: [
      ...wanted.map(({ type, parameters }, at) => ({
        type: type.toLowerCase(),
        text: decode(bodies[numbers[at] ?? ""]?.content, parameters?.charset),
      })),
      ...(returned === undefined ? [] : [{ type: "message/rfc822", text: "", messageId: returned.envelope?.messageId ?? null }]),
    ],
  };
}

/** The parts in order, without those inside a message that is itself a part. */
function leavesOf(node: MessageStructureObject): MessageStructureObject[] {
  if (node.type.toLowerCase().startsWith("multipart/")) return (node.childNodes ?? []).flatMap(leavesOf);
  return [node];
}

function decode(content: Buffer | null | undefined, charset: string | undefined): string {
  if (!content) return "";
  try {
    return new TextDecoder(charset ?? "utf-8").decode(content);
  } catch {
    return content.toString("latin1");
  }
}
