import { SegurError } from "../../domain/errors.js";

export function mailboxUnknown(known: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "inbox.mailbox_unknown",
    message: "Ce cabinet ne lit pas cette boîte.",
    why: `Boîtes lues : ${known.join(", ")}.`,
    advice: "Ajoutez-la : segur config set mss.inboxes ADRESSE,ADRESSE",
    rule: "MSS/UX.36",
  });
}

/** The disk, not the message: what was read is left in the mailbox, to be read again. */
export function notKept({ code, message }: { readonly code: string; readonly message: string }): SegurError {
  return new SegurError({
    kind: "storage",
    code,
    message,
    why: "Les messages déjà enregistrés le restent ; les autres sont toujours dans la boîte.",
    advice: "Libérez de la place, puis : segur inbox sync",
  });
}
