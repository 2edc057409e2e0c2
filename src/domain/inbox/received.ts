import type { Code } from "../document/code.js";
import type { DocumentPatient } from "../document/compare-identity.js";
import type { ContentId } from "../document/document.js";
import type { Ins, IsoDate, IsoInstant } from "../identity/types.js";
import type { BiologyAlerts } from "./biology.js";

/** Who wrote: by the domain of the address (mss.md §1.6: a patient writes from their own address at Mon espace santé). */
export type SenderKind = "professional" | "patient" | "other";

/**
 * `documents` at least one was found · `text` none · `report` a DSN, an MDN or a bounce (`mss status` tells) · `unreadable` kept as it is and
 * shown as such, with its {@link NewReceived.problem}.
 */
export type MessageKind = "documents" | "text" | "report" | "unreadable";

/** Where a message is on the server. UIDs mean something within one UIDVALIDITY only (RFC 3501 §2.3.1.1). */
export interface ServerPlace {
  readonly mailbox: string;
  readonly uidValidity: string;
  readonly uid: number;
}

/** A message of the mailbox before it has an id. Nothing of it is trusted: it is what the sender wrote. */
export interface NewReceived {
  readonly place: ServerPlace;
  readonly messageId: string | null;
  readonly from: { readonly address: string; readonly name: string | null };
  readonly sender: SenderKind;
  /** For a patient: the INS of their address, when its key is right. A clue, never a proof. */
  readonly senderIns: Ins | null;
  readonly replyTo: string | null;
  /** As received, decoded, on one line. */
  readonly subject: string;
  /** Header Date, or null when it cannot be read. */
  readonly sentAt: IsoInstant | null;
  /** INTERNALDATE. */
  readonly receivedAt: IsoInstant;
  /** Bytes. */
  readonly size: number;
  /** X-MSS headers as received: hints for a list, confirmed by the CDA. */
  readonly mss: {
    readonly ins: "O" | "N" | null;
    readonly codeCda: string | null;
    readonly nil: string | null;
    readonly end: boolean;
  };
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Plain text, at most 64 KiB; null when there is none. */
  readonly text: string | null;
  /** Every part that is a file, the archive included, in order: downloaded when asked for. */
  readonly attachments: readonly Attachment[];
  readonly kind: MessageKind;
  /**
   * Of a report, whatever else it holds: how it names the message that it is about. `certain`, of one of ours: it comes from who knows;
   * absent when it is of nothing that left from here.
   */
  readonly reportOf?: {
    readonly envelopeId: string | null;
    readonly messageId: string | null;
    readonly certain?: boolean | undefined;
  };
  /** Stable code and French words; null when all is well. Several: the gravest. */
  readonly problem: Problem | null;
  /** `\Seen` on the server. */
  readonly seen: boolean;
  readonly documents: readonly NewReceivedDocument[];
}

export interface Attachment {
  /** IMAP part number (`2`, `1.3`). */
  readonly part: string;
  readonly fileName: string | null;
  readonly mediaType: string;
  /** Encoded bytes, as the server says. */
  readonly size: number;
}

export interface Problem {
  readonly code: string;
  /** French, without patient data. */
  readonly message: string;
  /** What may be done again: a full disk, a cut connection. Never taken for « no document » (mss.md §2.6). */
  readonly technical: boolean;
}

/** What is asked of us (mss.md §2.4): `C` to replace an earlier version, `D` to withdraw it; null for a first sending. */
export type Action = "C" | "D" | null;

/** A document found in a message: a CDA of its archive, or a file on its own. */
export interface NewReceivedDocument {
  /** The CDA, in the store; null for a file that is still in the mailbox ({@link attachment}). */
  readonly content: ContentId | null;
  readonly mediaType: string;
  readonly size: number;
  /** The file itself when there is no CDA, or the PDF that goes with the CDA; null when there is none. */
  readonly attachment: Attachment | null;
  readonly uniqueId: string | null;
  readonly setId: string | null;
  readonly versionNumber: number | null;
  /** uniqueId that it says to replace (RPLC). */
  readonly replaces: string | null;
  readonly action: Action;
  readonly type: Code | null;
  readonly class: Code | null;
  readonly title: string | null;
  readonly actDate: IsoDate | null;
  readonly createdAt: IsoInstant | null;
  readonly author: { readonly id: string | null; readonly name: string; readonly institution: string | null } | null;
  /** Acts: the first is the main one, with who did it and where (MSS/va1.25). */
  readonly events: readonly { readonly label: string; readonly performer: string | null; readonly setting: string | null }[];
  /** As the CDA names it, else the metadata of its archive (a PDF); null when neither does. */
  readonly patient: (DocumentPatient & { readonly usedName: string | null; readonly usedGivenName: string | null }) | null;
  /** Of a CR-BIO; null for another kind. */
  readonly alerts: BiologyAlerts | null;
  /** `active` or `aborted`: partial results. */
  readonly partial: boolean;
  /**
   * Its archive vouches for it: METADATA.XML names the same patient, with the right hash and size, and nothing of the archive, of the message
   * or of the document itself says otherwise (mss.md §2.2). Absent: nothing does; it is never filed by itself.
   */
  readonly vouched?: boolean;
  /** Why it must not reach a file (mss.md §2.2, §2.4): codes 900–906, `hash_mismatch`, `size_mismatch`, `other_patient`…; null: it may. */
  readonly quarantine: Problem | null;
  /** French, of the reading. */
  readonly warnings: readonly string[];
}

/**
 * - `new`: nobody has decided · `filed`: in a patient's file · `new_version`, `deletion`: shown on the document filed before, waits for a yes
 * - `duplicate`: the same id, or the same set and version, is there · `obsolete`: an older version than the one that is there
 * - `quarantined`: must not be filed · `set_aside`: a person decided that it goes nowhere
 */
export const RECEIVED_STATES = [
  "new",
  "filed",
  "new_version",
  "deletion",
  "duplicate",
  "obsolete",
  "quarantined",
  "set_aside",
] as const;
export type ReceivedState = (typeof RECEIVED_STATES)[number];
