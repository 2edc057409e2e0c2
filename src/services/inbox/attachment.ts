import { SegurError } from "../../domain/errors.js";
import type { Attachment } from "../../domain/inbox/received.js";
import type { InboxReader } from "../../gateways/mss/inbox.port.js";
import type { Received } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { isFilePlace, partOfFile } from "./add.js";

/** Mailboxes that can be read; absent where none is set. */
export interface Mailboxes {
  readonly inboxes?: () => Promise<readonly InboxReader[]>;
}

type Cabinet = Mailboxes & Pick<OpenCabinet, "contents" | "messageFiles" | "clock">;

/** More than any operator takes (mss.md §1.5), in decoded bytes. */
const LARGEST = 150_000_000;

/**
 * A file that stayed in the mailbox, or in the message that was added as a file, brought when it is asked for.
 * @throws {SegurError} `inbox.gone`, `inbox.other_mailbox`, `inbox.attachment_too_large`, and what the gateway throws
 */
export async function* attachmentBytes(
  cabinet: Cabinet,
  message: Received,
  attachment: Attachment,
  signal?: AbortSignal,
): AsyncIterable<Buffer> {
  if (isFilePlace(message.place)) {
    yield await partOfFile(cabinet, message.place, attachment.part);
    return;
  }
  if (message.gone) throw gone(message.id);
  if (attachment.size > LARGEST * 1.4) throw tooLarge(message.id);
  const { mailbox, uidValidity, uid } = message.place;
  const readers = cabinet.inboxes === undefined ? [] : await cabinet.inboxes();
  const reader = readers.find(({ address }) => address.toLowerCase() === mailbox);
  if (reader === undefined) throw otherMailbox(message.id);
  yield* reader.part({ uidValidity, uid, part: attachment.part }, LARGEST, signal);
}

function gone(id: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "inbox.gone",
    message: `Le fichier de ${id} n'est plus dans la boîte.`,
    why: "Le message a été supprimé ou déplacé par un autre logiciel ; seuls ses documents CDA sont gardés ici.",
    advice: `Demandez-le à son expéditeur. Ce qui est gardé : segur inbox show ${id}`,
  });
}

function otherMailbox(id: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "inbox.other_mailbox",
    message: `La boîte qui a reçu ${id} n'est pas celle qui est ouverte.`,
    why: "Le fichier est resté dans cette boîte : il n'est lu que lorsqu'il est demandé.",
    advice: "Connectez-vous à cette boîte : segur login, puis segur doctor pour la vérifier",
  });
}

function tooLarge(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.attachment_too_large",
    message: `Le fichier de ${id} est trop grand pour être enregistré.`,
    why: `La limite est de ${LARGEST / 1_000_000} Mo.`,
    advice: "Ouvrez-le dans la messagerie de votre opérateur",
  });
}
