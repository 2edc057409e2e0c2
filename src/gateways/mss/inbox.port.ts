import type { ReceiptRequest, Report } from "./port.js";

/** How far a mailbox was read. */
export interface InboxPosition {
  readonly uidValidity: string;
  readonly lastUid: number;
  /** HIGHESTMODSEQ where the server has CONDSTORE (RFC 7162); null elsewhere. */
  readonly modseq: string | null;
}

/** A leaf of the structure of a message. */
export interface InboxPart {
  /** `1`, `2.1`… */
  readonly part: string;
  /** Lower case, `application/zip`. */
  readonly mediaType: string;
  /** Decoded (RFC 2231, RFC 2047, raw UTF-8), no path, on one line; null when it has none. */
  readonly fileName: string | null;
  /** Encoded bytes. */
  readonly size: number;
  readonly charset: string | null;
  readonly disposition: "inline" | "attachment" | null;
}

/** What is known of a message without its documents. */
export interface InboxHead {
  readonly uid: number;
  /** ISO instant. */
  readonly receivedAt: string;
  readonly size: number;
  readonly seen: boolean;
  readonly messageId: string | null;
  readonly from: { readonly address: string; readonly name: string | null };
  readonly replyTo: string | null;
  readonly subject: string;
  readonly sentAt: string | null;
  /** Names in lower case, first of each, unfolded and decoded: x-mss-*, in-reply-to, references… */
  readonly headers: ReadonlyMap<string, string>;
  readonly parts: readonly InboxPart[];
  readonly report: Report | null;
  readonly request: ReceiptRequest | null;
  /** The server gave no structure, or one that cannot be read: French; null when all is well. */
  readonly fault: string | null;
  /** The {@link fault} may pass: the connection was lost each time that this message was read, or it left meanwhile. */
  readonly technical?: boolean;
}

export interface InboxBatch {
  readonly heads: readonly InboxHead[];
  /** Contents asked for by `wanted`, decoded (base64, quoted-printable), by UID then part; a part larger than its limit is absent. */
  readonly contents: ReadonlyMap<number, ReadonlyMap<string, Buffer>>;
  /** Once this batch is on the disk. */
  readonly position: InboxPosition;
  /** Messages that come after this batch. */
  readonly left: number;
}

/** Which parts to bring with each head, and how many decoded bytes of each at most. */
export type Wanted = (head: InboxHead) => readonly { readonly part: string; readonly maxBytes: number }[];

export interface InboxChanges {
  /** `\Seen` as it is now, for messages known already. */
  readonly seen: ReadonlyMap<number, boolean>;
  /** UIDs that are no longer there; null when the server was not asked for all of them. */
  readonly gone: ((known: readonly number[]) => readonly number[]) | null;
  readonly position: InboxPosition;
}

/**
 * The INBOX of one mailbox, opened for reading only: nothing is marked nor moved (mss.md §6.1: the state of filing is ours). A connection
 * that dies is opened again with a fresh token and goes on after the last batch that was given. Every method throws MssFault.
 */
export interface InboxReader {
  readonly address: string;
  /** What came after a position, oldest first, by batches of bounded bytes. Another UIDVALIDITY starts again from the first message. */
  arrivals(after: InboxPosition | null, wanted: Wanted, signal?: AbortSignal): AsyncIterable<InboxBatch>;
  /** Messages that are known, read again: those that are still there, by batches. Nothing when the UIDVALIDITY is another. */
  again(
    place: { readonly uidValidity: string; readonly uids: readonly number[] },
    wanted: Wanted,
    signal?: AbortSignal,
  ): AsyncIterable<Pick<InboxBatch, "heads" | "contents">>;
  /** What changed among messages before a position: flags, and what went. One answer, cheap where the server has CONDSTORE. */
  changes(since: InboxPosition, signal?: AbortSignal): Promise<InboxChanges>;
  /** One part, decoded, as a stream. @throws {MssFault} `mss.message_gone` when it is no longer there, `mss.part_too_large` */
  part(
    place: { readonly uidValidity: string; readonly uid: number; readonly part: string },
    maxBytes: number,
    signal?: AbortSignal,
  ): AsyncIterable<Buffer>;
  /**
   * Resolves when something may have come (IDLE, or a poll each minute where the server has none): at once when a message has a UID
   * after this position, or when the signal aborts.
   */
  waitForNews(after: InboxPosition | null, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
