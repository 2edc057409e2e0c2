import type { NewReceived } from "../../domain/inbox/received.js";
import type { InboxBatch, InboxHead } from "../../gateways/mss/inbox.port.js";
import type { Received } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { BounceCause } from "../mss/bounce.js";
import { noteReports } from "../mss/follow.js";
import { problemOf } from "./problems.js";
import { type ReceiveDeps, receive } from "./receive.js";
import { notKept } from "./sync-errors.js";

export type SyncCabinet = Pick<
  OpenCabinet,
  | "inbox"
  | "contents"
  | "messageFiles"
  | "inboxes"
  | "mailbox"
  | "mailboxPositions"
  | "fates"
  | "outbox"
  | "documents"
  | "patients"
  | "receipts"
  | "settings"
  | "users"
  | "info"
  | "actor"
  | "clock"
>;

/** What a synchronisation needs of one mailbox. */
export interface Syncing {
  readonly cabinet: SyncCabinet;
  readonly mailbox: string;
  readonly deps: ReceiveDeps;
  readonly causeOf: (text: string) => BounceCause;
}

export interface Kept {
  readonly added: readonly Received[];
  readonly reports: number;
  readonly requests: number;
}

/**
 * One batch, on the disk: what reports say of our messages, receipts that are asked, then its messages with the position after them, in
 * one transaction. Stopped anywhere, it is read again, which is once.
 * @throws what the store throws: a full disk stops here, before the position moves
 */
export async function keepBatch(batch: InboxBatch, syncing: Syncing): Promise<Kept> {
  const { cabinet, mailbox, causeOf } = syncing;
  const { heads, position } = batch;
  const messages = await readAll(heads, batch.contents, position.uidValidity, syncing);
  const reports = heads.flatMap(({ report }) => report ?? []);
  const { requests } = await noteReports(
    cabinet,
    mailbox,
    { reports, requests: heads.flatMap(({ request }) => request ?? []) },
    causeOf,
  );
  let added: readonly Received[] = [];
  const at = cabinet.clock.now().toISOString();
  await cabinet.inbox.keep(messages, { mailbox, ...position }, (news) => {
    added = news;
    const documents = news.reduce((sum, each) => sum + each.documents.length, 0);
    const unreadable = news.filter(({ kind }) => kind === "unreadable").length;
    const data = { messages: news.length, documents, unreadable };
    return news.length === 0 ? [] : [{ kind: "inbox.received" as const, at, actor: cabinet.actor, data }];
  });
  return { added, reports: reports.length, requests };
}

/** Messages that are unpacked and parsed at once: their writes share a flush, and memory holds no more than these. */
const TOGETHER = 12;

/** Messages as the inbox keeps them. @throws {SegurError} a full disk, which says nothing of a message */
export async function readAll(
  heads: readonly InboxHead[],
  contents: InboxBatch["contents"],
  uidValidity: string,
  syncing: Syncing,
): Promise<readonly NewReceived[]> {
  const messages: NewReceived[] = [];
  for (let at = 0; at < heads.length; at += TOGETHER) {
    const some = heads.slice(at, at + TOGETHER);
    const read = await Promise.all(some.map((head) => readOne(head, contents.get(head.uid) ?? new Map(), uidValidity, syncing)));
    for (const { problem } of read)
      if (problem?.technical === true && problem.code.startsWith("storage.")) throw notKept(problem);
    messages.push(...read);
  }
  return messages;
}

async function readOne(
  head: InboxHead,
  contents: ReadonlyMap<string, Buffer>,
  uidValidity: string,
  { mailbox, deps }: Syncing,
): Promise<NewReceived> {
  let message: NewReceived;
  try {
    message = await receive(head, mailbox, uidValidity, contents, deps);
  } catch (error) {
    // A defect of ours on what a stranger wrote: the message is kept without it, and read again.
    const { uid, size, seen, receivedAt } = head;
    const bare: InboxHead = {
      ...{ uid, size, seen, receivedAt, messageId: null, from: { address: "", name: null }, replyTo: null, subject: "" },
      ...{ sentAt: null, headers: new Map(), parts: [], report: null, request: null, fault: problemOf(error).message },
    };
    const kept = await receive(bare, mailbox, uidValidity, new Map(), deps);
    return { ...kept, problem: problemOf(error) };
  }
  const { problem } = message;
  return head.technical === true && problem !== null ? { ...message, problem: { ...problem, technical: true } } : message;
}
