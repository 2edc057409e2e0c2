import type { NewReceivedDocument } from "../../domain/inbox/received.js";
import { shownSubject } from "../../domain/message/subject.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import { maskedAddress } from "../mss/status.js";

export type { Received, ReceivedDocument, ReceivedEvent } from "../../store/inbox.port.js";

/**
 * A number that may be a matricule, whatever stands between its groups (nothing, a space of any width, a point, a hyphen, an underscore, a
 * slash): thirteen characters, its key or not. In doubt it is hidden.
 */
const BETWEEN = String.raw`(?:[^\S\r\n]|[.\-‐‑–—_/·])?`;
const MATRICULE = new RegExp(
  String.raw`(?<!\d)[1-478](?:${BETWEEN}\d){4}${BETWEEN}(?:\d\d|2[AB])(?:${BETWEEN}\d){6}(?:${BETWEEN}\d\d)?(?!\d)`,
  "gi",
);

/** A text that somebody wrote, without what looks like a matricule (GEN.16): it is shown in clear by `--reveal` only. */
export function withoutMatricule(text: string): string {
  return text.replace(MATRICULE, "•••");
}

/** Who sent: the name that their mailbox gives, else its address; that of a patient hides their matricule. */
export function senderOf({ from }: Pick<Received, "from">): string {
  return from.name === null || from.name.trim() === "" ? maskedAddress(from.address) : withoutMatricule(from.name);
}

/** Subject without its technical prefix (UX.28). */
export function subjectOf({ subject }: Pick<Received, "subject">): string {
  return withoutMatricule(shownSubject(subject));
}

/** `MARTIN JEANNE`, as the document names them; null when it names nobody. */
export function patientNameOf({ patient }: Pick<NewReceivedDocument, "patient">): string | null {
  const names = [patient?.birthName, patient?.firstBirthGivenName ?? patient?.birthGivenNames].filter(Boolean);
  return names.length === 0 ? null : names.join(" ");
}

/**
 * - `unread`, `read`, `done`: a message without document · `report` · `unreadable`
 * - `proposed`: a new document for which a patient is proposed; otherwise the state of the document
 */
export type LineState = ReceivedDocument["state"] | "proposed" | "unread" | "read" | "done" | "report" | "unreadable";

export function stateOf(message: Received, document: ReceivedDocument | null): LineState {
  if (document !== null) {
    const { filing, state } = document;
    const proposed = filing !== null && (filing.certain || filing.candidates.length > 0);
    return state === "new" && proposed ? "proposed" : state;
  }
  if (message.kind === "report") return message.kind;
  if (message.done) return "done";
  if (message.kind === "unreadable") return message.kind;
  return message.read ? "read" : "unread";
}
