import type { IsoInstant } from "../domain/identity/types.js";
import type { RecipientFate } from "../domain/message/send.js";
import type { Machine } from "../domain/ports.js";
import type { NewTrace } from "./traces.port.js";

/** What became of the messages that the outbox sent (`O7`), recipient by recipient. A message is its line of the outbox. */
export interface MessageFates {
  of(outboxId: string): Promise<readonly RecipientFate[]>;
  /** In one read for a page of a listing. */
  ofMany(outboxIds: readonly string[]): Promise<ReadonlyMap<string, readonly RecipientFate[]>>;
  /**
   * Keeps what prevails (`prevails`), in one transaction with the traces of what changed, and of all that is known then; gives what changed. @param answered the operator
   * answered for this departure: nothing of it is in doubt any more
   */
  record(
    outboxId: string,
    fates: readonly RecipientFate[],
    traces?: (changed: readonly RecipientFate[], all: readonly RecipientFate[]) => readonly NewTrace[],
    answered?: boolean,
  ): Promise<readonly RecipientFate[]>;
  /** Recipients for whom a message failed for good since an instant, and the first of them. */
  failedSince(since: IsoInstant): Promise<{ readonly count: number; readonly oldest: IsoInstant | null }>;
  /**
   * The first byte of its data is about to leave: durable when it resolves, in one transaction with the lease, which is renewed. Until
   * {@link stayed} or {@link record}, it may have arrived. False, and nothing is written, when this process does not hold the line any more.
   */
  leaves(
    outboxId: string,
    machine: Machine,
    times: { readonly at: IsoInstant; readonly leaseUntil: IsoInstant },
  ): Promise<boolean>;
  /** Nothing of it was taken, for certain; said by who holds the line, else nothing changes. */
  stayed(outboxId: string, machine: Machine): Promise<void>;
  /**
   * The store came back from a backup: each message that it believes is still to leave, refused or not, may have left since. Each is in
   * doubt until its answer is found, or a person decides. Gives how many.
   */
  doubtWaiting(at: IsoInstant): Promise<number>;
  /** Data left, or may have, and what came of it is not known. */
  mayHaveArrived(outboxId: string): Promise<boolean>;
  /** The line that has this ENVID, else this Message-ID, which every recipient knows; null when it is none of ours. */
  find(names: { readonly envelopeId: string | null; readonly messageId: string | null }): Promise<string | null>;
}

/** How far each mailbox was read for reports. */
export interface MailboxPositions {
  of(mailbox: string): Promise<{ readonly uidValidity: string; readonly lastUid: number } | null>;
  keep(mailbox: string, position: { readonly uidValidity: string; readonly lastUid: number }): Promise<void>;
}

/** Receipt requests that we received: each is answered once, or never. */
export interface ReceiptRequests {
  /** Gives its id (`A7`); the same when it was there already. */
  add(request: {
    readonly mailbox: string;
    readonly messageId: string;
    readonly data: unknown;
    readonly at: IsoInstant;
  }): Promise<string>;
  get(id: string): Promise<KeptRequest | null>;
  /** Those that came into one mailbox, or into any, the latest first. */
  list(query: { readonly mailbox?: string; readonly waiting: boolean; readonly limit: number }): Promise<readonly KeptRequest[]>;
  /** False when it had its answer already. */
  answer(id: string, answer: "sent" | "declined", at: IsoInstant, traces?: readonly NewTrace[]): Promise<boolean>;
  /** The answer did not leave, for certain: it may be given again. One transaction with the traces. */
  reopen(id: string, traces?: readonly NewTrace[]): Promise<void>;
}

export interface KeptRequest {
  readonly id: string;
  readonly mailbox: string;
  readonly messageId: string;
  readonly data: unknown;
  readonly at: IsoInstant;
  readonly answer: "sent" | "declined" | null;
}
