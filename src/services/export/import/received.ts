import type { NewDocument } from "../../../domain/document/document.js";
import type { NewReceived } from "../../../domain/inbox/received.js";
import type { InboxStore, ReceivedEvent } from "../../../store/inbox.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import type { ReadReceived } from "./document.js";
import type { ReadUser } from "./users.js";

type TakenOver = Parameters<InboxStore["takeOver"]>[3];

/**
 * What the inbox knew of a document, to be written with it: an alert that nobody resolved is still one here, and what was acknowledged
 * stays (mss.md §8.3). The message has no server: its place names where it comes from, so that the same export twice is one message.
 */
export async function receivedToTakeOver(
  { users: local, actor, clock }: Pick<OpenCabinet, "users" | "actor" | "clock">,
  document: NewDocument,
  read: ReadReceived,
  { from, users }: { readonly from: string; readonly users: ReadonlyMap<string, ReadUser> },
): Promise<TakenOver> {
  const filed = { at: clock.now().toISOString(), userId: actor.userId, kind: "filed", ack: null, note: null } as const;
  const acknowledgements: ReceivedEvent[] = [];
  for (const { at, userId, ack, note } of read.acknowledgements) {
    const who = users.get(userId) ?? null;
    // U1 there is somebody else here: only an RPPS is the same person.
    const here = who?.rpps == null ? null : await local.findByRpps(who.rpps);
    const data = { from: "export", user: who?.label ?? null, rpps: who?.rpps ?? null };
    acknowledgements.push({ at, userId: here?.id ?? "-", kind: "ack", ack, note, data });
  }
  return {
    message: messageOf(document, read, `export:${from}:${read.id}`.toLowerCase()),
    filed: { ...filed, data: { from, received: read.id } },
    acknowledgements,
  };
}

function messageOf(document: NewDocument, read: ReadReceived, mailbox: string): NewReceived {
  const {
    content,
    mimeType: mediaType,
    size,
    uniqueId,
    setId,
    versionNumber,
    type,
    title,
    actDate,
    createdAt,
    author,
  } = document;
  return {
    place: { mailbox, uidValidity: "0", uid: 1 },
    messageId: null,
    from: read.from ?? { address: "", name: null },
    sender: read.sender,
    senderIns: null,
    replyTo: null,
    subject: title,
    sentAt: read.sentAt,
    receivedAt: read.receivedAt,
    size,
    mss: { ins: null, codeCda: null, nil: null, end: false },
    inReplyTo: null,
    references: [],
    text: null,
    attachments: [],
    kind: "documents",
    problem: null,
    seen: true,
    documents: [
      {
        ...{ content, mediaType, size, attachment: null, uniqueId, setId, versionNumber, replaces: null, action: null },
        ...{ type, class: document.class, title, actDate, createdAt, author, events: [], patient: null },
        ...{ alerts: read.alerts, partial: read.partial, quarantine: null, warnings: [] },
      },
    ],
  };
}
