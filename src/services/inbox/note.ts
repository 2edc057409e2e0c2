import type { NewReceivedDocument } from "../../domain/inbox/received.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { shownSubject } from "../../domain/message/subject.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { noContent } from "./filing-errors.js";
import { resolveReceived, resolveReceivedDocument } from "./reference.js";

export interface Noted {
  readonly message: Received;
  readonly document: ReceivedDocument;
  /** It is not in the inbox: nothing may be written of it (`dryRun`). */
  readonly draft: boolean;
}

/**
 * The document that was typed; for a message that has but its text (a patient who answers), that text as a document of its own, which a
 * person may file. Twice, by two processes too, is once.
 * @throws {SegurError} `inbox.not_found`, `inbox.which_document`, `inbox.no_content`
 */
export async function noteOfMessage(
  cabinet: Pick<OpenCabinet, "inbox" | "contents">,
  typed: string,
  { dryRun = false }: { readonly dryRun?: boolean | undefined },
): Promise<Noted> {
  const { message, document } = await resolveReceived(cabinet, typed);
  if (document !== null || message.documents.length > 0)
    return { ...(await resolveReceivedDocument(cabinet, typed)), draft: false };
  if (message.kind !== "text" || message.text === null || message.text.trim() === "") throw noContent(message.id);
  const bytes = Buffer.from(message.text);
  const content = dryRun ? null : (await cabinet.contents.write([bytes])).id;
  const note = noteDocument(message, bytes.length, content);
  if (dryRun) return { message, document: unkept(message, note), draft: true };
  await cabinet.inbox.reread(message.id, { ...message, documents: [note] });
  return { ...(await resolveReceivedDocument(cabinet, `${message.id}.1`)), draft: false };
}

function noteDocument(message: Received, size: number, content: string | null): NewReceivedDocument {
  return {
    ...{
      content,
      mediaType: "text/plain",
      size,
      attachment: null,
      uniqueId: null,
      setId: null,
      versionNumber: null,
      replaces: null,
    },
    ...{ action: null, type: null, class: null, author: null, events: [], patient: null, alerts: null, partial: false },
    title: plainLine(shownSubject(message.subject)).slice(0, 128) || null,
    actDate: localDay(new Date(message.sentAt ?? message.receivedAt)),
    createdAt: message.sentAt ?? message.receivedAt,
    quarantine: null,
    warnings: [],
  };
}

function unkept({ id }: Received, note: NewReceivedDocument): ReceivedDocument {
  const content = "0".repeat(64);
  return {
    ...{
      ...note,
      content,
      id: `${id}.1`,
      messageId: id,
      state: "new",
      patientId: null,
      document: null,
      filing: null,
      alert: null,
    },
    toldElsewhere: false,
    rowVersion: 0,
  };
}
