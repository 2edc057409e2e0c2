import { type ErrorParts, SegurError } from "../../domain/errors.js";
import type { MessageDraft } from "../../domain/message/send.js";

/** `later` send again, `never` fix first, `stop` fix the configuration or the session. */
export type MssRetry = "later" | "never" | "stop";

export interface MssFaultParts extends ErrorParts {
  readonly retry: MssRetry;
  /** The message may have been taken: the connection was lost after its data had gone (`.` sent, no answer). */
  readonly uncertain: boolean;
  /** SMTP code and enhanced status as received, or ours: `network.timeout`, `tls.revoked`. */
  readonly serviceCode: string;
  /** What the server answered for each, when it refused every one of them; absent when it judged the message itself, or said nothing. */
  readonly recipients?: readonly SentRecipient[] | undefined;
}

/** A refusal of the operator, or a failure of transport. */
export class MssFault extends SegurError {
  readonly retry: MssRetry;
  readonly uncertain: boolean;
  readonly serviceCode: string;
  readonly recipients: readonly SentRecipient[];
  constructor(parts: MssFaultParts) {
    super(parts);
    this.name = "MssFault";
    this.retry = parts.retry;
    this.uncertain = parts.uncertain;
    this.serviceCode = parts.serviceCode;
    this.recipients = parts.recipients ?? [];
  }
}

/** What the submission server announced after STARTTLS. */
export interface Submission {
  /** Bytes (EHLO SIZE); null when it does not say. */
  readonly maxSize: number | null;
  readonly dsn: boolean;
}

export interface SentRecipient {
  readonly address: string;
  readonly accepted: boolean;
  /** `550`, and the enhanced status when there is one. */
  readonly code: string;
  readonly response: string;
}

/** A report found in the mailbox: what an operator or a reader says of a message of ours (RFC 3464, RFC 8098). */
export interface Report {
  readonly uid: number;
  readonly kind: "dsn" | "mdn" | "bounce";
  /** ENVID that came back. */
  readonly envelopeId: string | null;
  readonly messageId: string | null;
  /** Who sent it: its From, and its return path (empty: the null one, null: not said). */
  readonly from: string | null;
  readonly returnPath: string | null;
  readonly recipients: readonly {
    readonly address: string | null;
    /** DSN action or MDN disposition type: `delivered`, `failed`, `delayed`, `relayed`, `expanded`, `displayed`, `deleted`… */
    readonly action: string;
    readonly status: string | null;
    readonly diagnostic: string | null;
  }[];
  /** For a bounce that is no DSN (Mon espace santé): subject and text, for the configurable patterns. */
  readonly text: string | null;
}

/** Somebody asks us to say that we have read (Disposition-Notification-To). */
export interface ReceiptRequest {
  readonly uid: number;
  readonly messageId: string;
  readonly from: string;
  readonly notifyTo: readonly string[];
  readonly returnPath: string | null;
  readonly subject: string;
  readonly date: string | null;
  /** It is itself a report or an automatic message: it must not be answered. */
  readonly automatic: boolean;
}

export interface MailboxPosition {
  readonly uidValidity: string;
  readonly lastUid: number;
}

/** Sessions that a mailbox opens with the submission server at once: as many messages leave together. */
export const SMTP_SESSIONS = 3;

/** One mailbox of one operator, in domain words (mss.md §1). Every method throws {@link MssFault}. */
export interface MssClient {
  /** Address of the mailbox. */
  readonly address: string;
  /** Connects, STARTTLS, authenticates; asks nothing else. */
  submission(signal?: AbortSignal): Promise<Submission>;
  /**
   * Sends these exact bytes. `leaving` is called just before DATA. Resolves when the server answered for each recipient; rejects when all
   * were refused, with the answer for each ({@link MssFault.recipients}).
   */
  send(
    message: {
      readonly envelopeFrom: string;
      readonly recipients: readonly string[];
      readonly envelopeId: string;
      readonly size: number;
      open(): AsyncIterable<Uint8Array>;
    },
    leaving: () => void,
    signal?: AbortSignal,
  ): Promise<readonly SentRecipient[]>;
  /** Appends to the Sent folder unless a message with this Message-ID is there already. */
  keepSent(
    messageId: string,
    message: { readonly size: number; open(): AsyncIterable<Uint8Array> },
    signal?: AbortSignal,
  ): Promise<void>;
  /** True when the Sent folder has it: what an uncertain send is checked against, with the reports. */
  isInSent(messageId: string, signal?: AbortSignal): Promise<boolean>;
  /** Reports and receipt requests that arrived in INBOX after a position, oldest first, by small batches; nothing is marked nor moved. */
  reports(
    after: MailboxPosition | null,
    signal?: AbortSignal,
    also?: { readonly replies: boolean },
  ): Promise<{
    readonly reports: readonly Report[];
    readonly requests: readonly ReceiptRequest[];
    readonly position: MailboxPosition;
    /** Asked for by `also`: the Message-ID that each of the last unread messages answers, which is no report. */
    readonly unreadReplies?: readonly string[];
  }>;
  close(): Promise<void>;
}

/** Pure composition: the same draft makes the same bytes (boundaries derive from the Message-ID). */
export interface MessageComposer {
  compose(draft: MessageDraft): AsyncIterable<Uint8Array>;
  /** An MDN (RFC 8098) that answers a request, `manual-action/MDN-sent-manually; displayed`. */
  receipt(
    request: ReceiptRequest,
    by: {
      readonly address: string;
      readonly label: string;
      readonly nil: string | null;
      readonly messageId: string;
      readonly date: Date;
    },
  ): AsyncIterable<Uint8Array>;
}
