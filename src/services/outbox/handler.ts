import type { SegurError } from "../../domain/errors.js";
import type { OutboxItem, OutboxKind } from "../../store/outbox.port.js";

/** What was accepted, as the service said it. JSON can carry `result`. */
export interface Delivery {
  /** Stable: `accepted`, or `confirmed` when it was found there after an attempt whose answer was lost. */
  readonly code: "accepted" | "confirmed";
  readonly result: unknown;
  /** What the service said besides, French or as received, without patient data. */
  readonly warnings: readonly string[];
}

/** How a line ended. */
export type Settled =
  | { readonly state: "done"; readonly code: Delivery["code"] }
  /** `arrived`: the documents that the service took all the same. */
  | { readonly state: "refused"; readonly code: string; readonly arrived: readonly string[] };

/** What to do after a failure. */
export interface Judgement {
  /** Try again later, give up until a person acts, or stop until the configuration or the session is fixed. */
  readonly retry: "later" | "never" | "stop";
  /** The service itself, or the way the connection failed, says that nothing was taken. False when in doubt. */
  readonly nothingTaken: boolean;
  /** The service was asked, and what it has is known: looking again, or sending again, cannot help. A person must act. */
  readonly settled?: boolean;
}

export interface Sending {
  readonly signal: AbortSignal;
  /** To be called just before the first byte leaves: what fails before it has certainly not arrived. */
  leaving(): void;
}

/** How one kind of line is sent. Each method throws a `SegurError`; anything else is a defect, and never loses the line. */
export interface OutboxHandler {
  readonly kind: OutboxKind;
  /** Lines that may leave at once; one when it does not say. Those of one patient never do. */
  readonly together?: number;
  /** Sends the exact bytes of the line, the same at each attempt. Rules that may have changed since are asked again before. */
  send(item: OutboxItem, sending: Sending): Promise<Delivery>;
  /** Asks the service whether the line has arrived; null: it has not. Throws when it cannot be known. */
  confirm(item: OutboxItem, signal: AbortSignal): Promise<Delivery | null>;
  /**
   * Whatever its state says, the line may have arrived: it is confirmed before it is sent, and no failure takes the doubt away. Absent: the
   * state tells, and what `confirm` says ends the doubt.
   */
  isInDoubt?(item: OutboxItem): Promise<boolean>;
  /** A line that the session may not send (a colleague's mailbox) is left to who may, when it is not named. Absent: all may. */
  isOurs?(item: OutboxItem): Promise<boolean>;
  /** The service says that it has it already: to be confirmed, then counted as success. */
  isDuplicate(error: SegurError): boolean;
  /** Of a line that ends with this error, the documents that the service has. Absent: none. */
  arrivedOf?(error: SegurError): readonly string[];
  judge(error: SegurError): Judgement;
  /** What is kept with a line that goes on waiting after this failure, JSON: the `result` of the next attempt's line. Absent: nothing. */
  remember?(item: OutboxItem, error: SegurError, at: string): unknown;
  /** Writes in the patient's file what arrived, before the line is ended: a crash between the two comes back here, so twice is once. */
  delivered(item: OutboxItem, delivery: Delivery): Promise<void>;
  /**
   * What the journal keeps of a line that was settled, as it is now: identity status, types, author; what counts of it (`exchange`, see
   * `ExchangeFact`). No name, no matricule.
   */
  describe(item: OutboxItem, settled: Settled): Promise<Readonly<Record<string, unknown>>>;
}

export type Handlers = Readonly<Partial<Record<OutboxKind, OutboxHandler>>>;
