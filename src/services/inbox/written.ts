import { readCda } from "../../documents/cda/reader.js";
import type { ContentId, Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Written } from "../../domain/inbox/authorship.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

export type WritingCabinet = Pick<OpenCabinet, "inbox" | "contents">;

/** Who wrote a received document, and who sent it. */
export async function writtenReceived(cabinet: WritingCabinet, document: ReceivedDocument): Promise<Written> {
  const { author, content, mediaType, messageId } = document;
  const message = await cabinet.inbox.get(messageId);
  const cda = mediaType === "text/xml" ? content : null;
  return { author, organisations: await organisationsOf(cabinet, cda), from: message?.from.address ?? null };
}

/** The same of a document of a file; the mailbox is that of the message it was filed from. */
export async function writtenHeld(cabinet: WritingCabinet, { id, author, cda }: Document): Promise<Written> {
  const received = (await cabinet.inbox.ofDocuments([id])).get(id);
  const message = received === undefined ? null : await cabinet.inbox.get(received.messageId);
  return { author, organisations: await organisationsOf(cabinet, cda), from: message?.from.address ?? null };
}

/** Read again from the CDA, only when two documents claim one identifier; what cannot be read proves nothing. */
async function organisationsOf({ contents }: WritingCabinet, cda: ContentId | null): Promise<readonly string[]> {
  if (cda === null) return [];
  try {
    const { header } = await readCda(contents.read(cda));
    return header.authors.flatMap(({ institution }) => (institution?.id == null ? [] : [institution.id]));
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    return [];
  }
}
