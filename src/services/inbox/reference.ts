import { SegurError } from "../../domain/errors.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

type Inbox = Pick<OpenCabinet, "inbox">;

/** The message that was typed (`M12`), or that of a document (`M12.1`), any case. @throws {SegurError} `inbox.not_found` */
export async function resolveReceived(
  { inbox }: Inbox,
  typed: string,
): Promise<{ readonly message: Received; readonly document: ReceivedDocument | null }> {
  const id = typed.trim().toUpperCase();
  const [name = ""] = id.split(".");
  const message = await inbox.get(name);
  const document = message?.documents.find((each) => each.id === id) ?? null;
  if (message === null || (document === null && name !== id)) throw receivedNotFound(typed);
  return { message, document };
}

/** The document that was typed: `M12` is its only one when it has one. @throws {SegurError} `inbox.not_found`, `inbox.which_document` */
export async function resolveReceivedDocument(
  cabinet: Inbox,
  typed: string,
): Promise<{ readonly message: Received; readonly document: ReceivedDocument }> {
  const { message, document } = await resolveReceived(cabinet, typed);
  const [only, other] = message.documents;
  if (document !== null) return { message, document };
  if (only !== undefined && other === undefined) return { message, document: only };
  throw whichDocument(message);
}

/** What was typed may be a name by mistake: only an id is repeated. */
function receivedNotFound(typed: string): SegurError {
  const id = typed.trim().toUpperCase();
  const shown = /^M\d{1,12}(\.\d{1,6})?$/.test(id) ? ` ${id}` : " donné";
  return new SegurError({
    kind: "not_found",
    code: "inbox.not_found",
    message: `Rien de reçu ne porte le numéro${shown}.`,
    why: "Un message s'écrit M12, un de ses documents M12.1.",
    advice: "Cherchez-le dans la boîte de réception : segur inbox list",
  });
}

function whichDocument({ id, documents }: Received): SegurError {
  if (documents.length === 0) {
    return new SegurError({
      kind: "usage",
      code: "inbox.no_document",
      message: `${id} ne contient aucun document.`,
      advice: `Pour lire le message : segur inbox show ${id}`,
    });
  }
  return new SegurError({
    kind: "decision",
    code: "inbox.which_document",
    message: `${id} contient plusieurs documents.`,
    why: `Il faut dire lequel : ${documents.map((each) => each.id).join(", ")}.`,
    advice: `Par exemple : segur inbox show ${documents[0]?.id}`,
    details: { documents: documents.map((each) => each.id) },
  });
}
