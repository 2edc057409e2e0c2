import type { ContentId, Document, DocumentState, NewDocument } from "../domain/document/document.js";
import type { IsoInstant } from "../domain/identity/types.js";
import type { Ack, AlertLevel, AlertState } from "../domain/inbox/acks.js";
import type { BiologyAlerts } from "../domain/inbox/biology.js";
import type { Filing } from "../domain/inbox/filing.js";
import type { NewReceived, NewReceivedDocument, Problem, ReceivedState, SenderKind } from "../domain/inbox/received.js";
import type { FiledBy } from "./documents.port.js";
import type { NewTrace, TracesOf } from "./traces.port.js";

export interface Received extends Omit<NewReceived, "documents"> {
  /** `M12` */
  readonly id: string;
  /** Read here (`inbox show`), or `\Seen` on the server. */
  readonly read: boolean;
  /** A person put it away whole. */
  readonly done: boolean;
  /** No longer in the mailbox. */
  readonly gone: boolean;
  readonly documents: readonly ReceivedDocument[];
}

export interface ReceivedDocument extends NewReceivedDocument {
  /** `M12.1`: first document of M12. */
  readonly id: string;
  readonly messageId: string;
  readonly state: ReceivedState;
  /** Patient in whose file it is, or who is proposed. */
  readonly patientId: string | null;
  /** `D7` once filed; for `new_version`, `deletion`, `duplicate`, `obsolete`: the one that it is about. */
  readonly document: string | null;
  /** As it was decided or proposed last; null until it was looked for. */
  readonly filing: Filing | null;
  /** Urgent and not acknowledged, and so on: computed from its events. */
  readonly alert: AlertState;
  /** Another document of the inbox tells this alert: the same bytes, or a newer version when it is not urgent. */
  readonly toldElsewhere: boolean;
  readonly rowVersion: number;
}

/** Append-only: what was decided of a document of the inbox, by whom, by which rule. */
export const RECEIVED_EVENTS = [
  "proposed",
  "filed",
  "unfiled",
  "replaced",
  "withdrawn",
  "refused",
  "quarantined",
  "set_aside",
  "reopened",
  "ack",
] as const;
export type ReceivedEventKind = (typeof RECEIVED_EVENTS)[number];

export interface ReceivedEvent {
  readonly at: IsoInstant;
  readonly userId: string;
  readonly kind: ReceivedEventKind;
  readonly ack: Ack | null;
  /** At most 500 characters. */
  readonly note: string | null;
  /** Rule and compared values, ids: never shown whole. */
  readonly data: unknown;
}

export interface InboxQuery {
  readonly mailbox?: string | undefined;
  readonly unread?: boolean | undefined;
  /** Messages without a document to decide of, that still wait for somebody: unread, or a patient's that nobody answered or put away. */
  readonly pending?: boolean | undefined;
  /** Messages of which something could not be read, and that nobody put away. */
  readonly problem?: boolean | undefined;
  /** Any alert of biology, or urgent ones only. */
  readonly alert?: "any" | "urgent" | undefined;
  /** Alerts that nobody resolved; but those that another document tells ({@link ReceivedDocument.toldElsewhere}). */
  readonly unresolved?: boolean | undefined;
  readonly patientId?: string | undefined;
  readonly typeCode?: string | undefined;
  readonly sender?: SenderKind | undefined;
  /** Part of the address or name of the sender, accents and case aside. */
  readonly from?: string | undefined;
  /** Part of the subject, accents and case aside. */
  readonly text?: string | undefined;
  readonly since?: IsoInstant | undefined;
  readonly states?: readonly ReceivedState[] | undefined;
  /** Reports (DSN, MDN) are not shown unless asked. */
  readonly reports?: boolean | undefined;
  readonly sort?: "date" | "patient" | "type" | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** What a decision on a document of the inbox writes. */
export interface Decision {
  readonly next: Pick<ReceivedDocument, "state" | "patientId" | "document" | "filing"> & {
    readonly quarantine?: Problem | null;
    /** Of a file that a person says to be a report of biology: nothing had told it. */
    readonly alerts?: BiologyAlerts;
  };
  readonly event: ReceivedEvent;
  readonly traces?: readonly NewTrace[];
}

/** Why a document stays in the file: it left, or may have (`by`: `O7`, or nothing when the DMP has it), or a version replaces it (`D9`). */
export type Unfiled =
  | { readonly outcome: "unfiled" | "moved" }
  | { readonly outcome: "kept"; readonly why: "sent" | "in_dmp" | "medical" | "replaced"; readonly by: string | null };

export interface InboxStore {
  /** Position of a mailbox; null when it was never read. */
  position(
    mailbox: string,
  ): Promise<{ readonly uidValidity: string; readonly lastUid: number; readonly modseq: string | null } | null>;
  /**
   * One transaction: messages that are not there yet, and the position after them. A message is known by its place; after a change of
   * UIDVALIDITY, by its Message-ID, header date and size (without Message-ID: by sender, subject, both dates and size), each old one once:
   * then its place alone is corrected. Gives the ids of those that were added.
   */
  keep(
    messages: readonly NewReceived[],
    position: {
      readonly mailbox: string;
      readonly uidValidity: string;
      readonly lastUid: number;
      readonly modseq: string | null;
    },
    traces?: (added: readonly Received[]) => readonly NewTrace[],
  ): Promise<readonly string[]>;
  /**
   * Flags and departures, with the position after them. Once a folder was made anew and read, what it no longer has is gone too: nothing
   * has a place in its former UIDVALIDITY any more.
   */
  update(
    mailbox: string,
    uidValidity: string,
    changes: { readonly seen: ReadonlyMap<number, boolean>; readonly gone: readonly number[]; readonly modseq: string | null },
  ): Promise<void>;
  /** UIDs known within a UIDVALIDITY, and not gone. */
  uids(mailbox: string, uidValidity: string): Promise<readonly number[]>;
  /** Messages whose reading failed for a technical reason, still in the mailbox: to be read again. */
  technical(mailbox: string, uidValidity: string): Promise<readonly { readonly id: string; readonly uid: number }[]>;
  get(id: string): Promise<Received | null>;
  /** `M12.1` */
  document(id: string): Promise<ReceivedDocument | null>;
  /** Other documents of the inbox with this uniqueId, or of this set. */
  sameDocument(names: { readonly uniqueId: string | null; readonly setId: string | null }): Promise<readonly ReceivedDocument[]>;
  /** Newest first unless sorted otherwise; the conditions on a document (state, patient, type, alert) hold together for one of them. */
  list(query: InboxQuery): Promise<{ readonly items: readonly Received[]; readonly next: string | null }>;
  /** Messages, documents, by state and alert, in one read. */
  counts(query: Omit<InboxQuery, "limit" | "after" | "sort">): Promise<InboxCounts>;
  /** Messages that nobody read (reports apart) and urgent alerts that nobody resolved: two small indexes, for a shell prompt. */
  attention(): Promise<InboxAttention>;
  /** Everything that the inbox holds, in one read of small indexes: for the list of what waits for a person. */
  tally(): Promise<InboxTally>;
  /**
   * Documents that came in a period (`from` included, `to` not) by type and what became of them: as it is now, or as it was at an instant
   * (`at`), by what was decided until then.
   */
  howFiled(period: {
    readonly from: IsoInstant;
    readonly to: IsoInstant;
    readonly at?: IsoInstant | undefined;
  }): Promise<readonly FiledCount[]>;
  /** Ids (`M12.1`) of documents in these states, oldest first. */
  waiting(
    states: readonly ReceivedState[],
    page: {
      readonly limit: number;
      readonly after?: string | undefined;
      /** Only those that nothing was looked for yet. */
      readonly unassessed?: boolean | undefined;
    },
  ): Promise<readonly ReceivedDocument[]>;
  /** Whether a patient was created or identified since the proposals were computed: the mark to give to `assessed`; null: none was. */
  stale(): Promise<string | null>;
  /** Every proposal was computed with the identities of this mark. */
  assessed(mark: string): Promise<void>;
  /**
   * One transaction: the new state of a document, its event, the traces. False when `rowVersion` had moved: somebody decided meanwhile.
   */
  decide(
    document: ReceivedDocument,
    next: Decision["next"],
    event: ReceivedEvent,
    traces?: readonly NewTrace[],
  ): Promise<boolean>;
  /** The same for many (after a synchronisation), in one transaction; false where a `rowVersion` had moved. */
  decideMany(
    decisions: readonly {
      readonly document: ReceivedDocument;
      readonly next: Decision["next"];
      readonly event: ReceivedEvent;
      readonly traces?: readonly NewTrace[];
    }[],
  ): Promise<readonly boolean[]>;
  /**
   * One transaction: a document enters a file, as `DocumentStore.add` does it, and this one of the inbox is it. `moved`: somebody decided
   * meanwhile, of this one or of the identity of the patient; `known`: its uniqueId is in a file. Nothing is then written.
   * @throws {SegurError} `document.replaced`, `document.content_missing`
   */
  file(
    document: ReceivedDocument,
    filed: NewDocument,
    /** Of the patient as they were when it was decided: an identity that was demoted since files nothing. */
    patientVersion: number,
    by: { readonly userId: string; readonly at: IsoInstant },
    decision: (filed: Document) => Decision,
  ): Promise<{ readonly outcome: "filed" | "known"; readonly document: Document } | { readonly outcome: "moved" }>;
  /**
   * One transaction, for a document that is taken over with what the inbox of its cabinet knew of it: the document as `DocumentStore.add`
   * adds it, its message, that it is filed, and its acknowledgements. What is there already stays as it is; null: the message is there, and
   * the document no more, for a person took it out of the file.
   * @throws {SegurError} `document.replaced`, `document.content_missing`
   */
  takeOver(
    document: NewDocument,
    by: FiledBy,
    traces: TracesOf<Document>,
    received: {
      readonly message: NewReceived;
      readonly filed: ReceivedEvent;
      readonly acknowledgements: readonly ReceivedEvent[];
    },
  ): Promise<{ readonly document: Document; readonly added: boolean; readonly acknowledged: number } | null>;
  /**
   * One transaction: the document that was filed leaves the file, the version that it replaced is in force again, and what the inbox holds
   * of it (duplicates, newer versions) is to be looked at again. Its number is never given again; its trace and its events stay.
   */
  unfile(document: ReceivedDocument, decision: Decision): Promise<Unfiled>;
  /** One transaction: a decision, and the state of the document of a file that it changes. False when one of the two had moved. */
  decideOf(document: ReceivedDocument, decision: Decision, target: Document, state: DocumentState): Promise<boolean>;
  /**
   * Adds an event that changes no state (`ack`), and gives what is left to do of the alert: computed (domain/inbox/acks.ts) from all its
   * acknowledgements within the transaction, so that two persons at once do not undo each other. Null when there is no such document.
   */
  acknowledge(
    documentId: string,
    event: ReceivedEvent,
    traces?: (alert: AlertState) => readonly NewTrace[],
  ): Promise<{ readonly alert: AlertState } | null>;
  /** Oldest first. */
  events(documentId: string): Promise<readonly ReceivedEvent[]>;
  /** Received documents that are in the file as one of these (`D7`): for the alerts of a patient's file. */
  ofDocuments(documents: readonly string[]): Promise<ReadonlyMap<string, ReceivedDocument>>;
  markRead(id: string, at: IsoInstant): Promise<void>;
  markDone(id: string, done: boolean, at: IsoInstant, traces?: readonly NewTrace[]): Promise<void>;
  /** A message whose reading failed for a technical reason is read again: replaces its documents and problem. */
  reread(id: string, message: NewReceived): Promise<void>;
  /** Contents that the inbox names, which the sweep of the store must keep. */
  names(content: ContentId): Promise<boolean>;
}

/** `known`: another one of the inbox, or of a file, is the same or newer. */
export const FILED_HOW = ["automatic", "by_hand", "waiting", "set_aside", "known", "quarantined"] as const;

export interface FiledCount {
  readonly type: string | null;
  readonly how: (typeof FILED_HOW)[number];
  readonly count: number;
}

interface InboxWaiting {
  readonly count: number;
  /** When the oldest came. */
  readonly oldest: IsoInstant | null;
}

export interface InboxTally {
  /** How many documents have each state, level and state of their alert, and when the oldest of them came. */
  readonly documents: readonly {
    readonly state: ReceivedState;
    readonly level: AlertLevel;
    readonly alert: AlertState;
    readonly toldElsewhere: boolean;
    readonly count: number;
    readonly oldest: IsoInstant;
  }[];
  /** Messages of patients that nobody answered, put away or, with documents, read. */
  readonly patients: InboxWaiting;
  /** Words of anybody else that nobody read. */
  readonly others: InboxWaiting;
  /** Messages of which something could not be read, and that nobody put away. */
  readonly unreadable: InboxWaiting;
}

export interface InboxAttention {
  readonly unread: number;
  /** As in {@link InboxCounts}. */
  readonly urgent: number;
  /** Of the urgent ones, those of which somebody said what was done, and that are not resolved. */
  readonly inProgress: number;
}

export interface InboxCounts {
  readonly messages: number;
  readonly unread: number;
  /** Documents with an urgent alert that nobody resolved, but those that another document tells. */
  readonly urgent: number;
  readonly byState: Readonly<Partial<Record<ReceivedState, number>>>;
}
