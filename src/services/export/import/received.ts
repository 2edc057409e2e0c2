import type { Document } from "../../../domain/document/document.js";
import type { NewReceived } from "../../../domain/inbox/received.js";
import type { ReceivedDocument } from "../../../store/inbox.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import type { ReadReceived } from "./document.js";
import type { ReadUser } from "./users.js";

type Cabinet = Pick<OpenCabinet, "inbox" | "clock" | "actor" | "users">;

/**
 * What the inbox knew of a document that was filed: an alert that nobody resolved is still one here, and what was acknowledged stays
 * (mss.md §8.3). The message has no server: its place names where it comes from, so that the same export twice is one message.
 * @returns acknowledgements that were added
 */
export async function importReceived(
  cabinet: Cabinet,
  document: Document,
  read: ReadReceived,
  { from, users }: { readonly from: string; readonly users: ReadonlyMap<string, ReadUser> },
): Promise<number> {
  const { inbox, clock, actor } = cabinet;
  const mailbox = `export:${from}:${read.id}`.toLowerCase();
  await inbox.keep([messageOf(document, read, mailbox)], { mailbox, uidValidity: "0", lastUid: 1, modseq: null });
  const message = (await inbox.list({ mailbox, reports: true, limit: 1 })).items[0];
  const kept = message?.documents[0];
  if (kept === undefined) throw new Error("a message that was kept is there");
  if (kept.state !== "filed") {
    const at = clock.now().toISOString();
    const next = { state: "filed", patientId: document.patientId, document: document.id, filing: null } as const;
    const data = { from, received: read.id };
    await inbox.decide(kept, next, { at, userId: actor.userId, kind: "filed", ack: null, note: null, data });
  }
  return acknowledged(cabinet, kept, read, users);
}

async function acknowledged(
  { inbox, users: local }: Cabinet,
  kept: ReceivedDocument,
  { acknowledgements }: ReadReceived,
  users: ReadonlyMap<string, ReadUser>,
): Promise<number> {
  const there = (await inbox.events(kept.id)).filter(({ kind }) => kind === "ack");
  let count = 0;
  for (const { at, userId, ack, note } of acknowledgements) {
    if (there.some((each) => each.at === at && each.ack === ack)) continue;
    const who = users.get(userId) ?? null;
    // U1 there is somebody else here: only an RPPS is the same person.
    const here = who?.rpps == null ? null : await local.findByRpps(who.rpps);
    const data = { from: "export", user: who?.label ?? null, rpps: who?.rpps ?? null };
    await inbox.acknowledge(kept.id, { at, userId: here?.id ?? "-", kind: "ack", ack, note, data });
    count += 1;
  }
  return count;
}

function messageOf(document: Document, read: ReadReceived, mailbox: string): NewReceived {
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
