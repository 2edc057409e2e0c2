import type { ContentId } from "../domain/document/document.js";
import type { IsoInstant } from "../domain/identity/types.js";
import type { Machine } from "../domain/ports.js";
import type { NewTrace, TracesOf } from "./traces.port.js";

/** What leaves the practice, once only: one line is one submission to the DMP or one message. */
export type OutboxKind = "dmp.submit" | "mss.send";

/**
 * `queued`: waits for its turn · `sending`: a process holds it · `uncertain`: it may have arrived, to be checked before anything is sent
 * again · `done` · `refused`: the service said no, a person must act · `cancelled`.
 */
export type OutboxState = "queued" | "sending" | "uncertain" | "done" | "refused" | "cancelled";

export interface NewOutboxItem {
  readonly kind: OutboxKind;
  /** uniqueId of the submission set, or Message-ID: unique in the outbox. */
  readonly key: string;
  readonly patientId: string | null;
  /** Documents (`D12`) that it carries. */
  readonly documents: readonly string[];
  /** Everything needed to send the same bytes again, but the contents: metadata XML, part names… JSON. */
  readonly payload: unknown;
  /** Contents that it carries, in order: kept as long as the line. */
  readonly contents: readonly ContentId[];
  readonly createdAt: IsoInstant;
  readonly createdBy: string;
}

export interface OutboxItem extends NewOutboxItem {
  /** `O7` */
  readonly id: string;
  readonly state: OutboxState;
  readonly attempts: number;
  /** Null: at the next retry, whenever it is. */
  readonly nextTryAt: IsoInstant | null;
  /** Last error, French, without patient data. */
  readonly lastError: { readonly code: string; readonly message: string } | null;
  readonly updatedAt: IsoInstant;
  /** What the service answered when done (entry uuids…), or what its handler keeps while it waits, JSON. */
  readonly result: unknown;
}

export interface OutboxStore {
  /**
   * Durable when it resolves, with its traces. Refuses (null) when the key is there already. The lines that it takes the place of are
   * cancelled in the same transaction: never both to be sent.
   * @param guard given, in the transaction, the lines that carry the same documents: what it throws writes nothing
   * @throws {SegurError} `outbox.superseded_moved` when one of them has left, or may have, meanwhile: nothing is written
   */
  add(
    item: NewOutboxItem,
    traces?: TracesOf<OutboxItem>,
    supersedes?: readonly string[],
    guard?: (carrying: readonly OutboxItem[]) => void,
  ): Promise<OutboxItem | null>;
  get(id: string): Promise<OutboxItem | null>;
  byKey(key: string): Promise<OutboxItem | null>;
  /** Lines neither done nor cancelled that carry this document, refused ones included: they may be sent again. */
  pendingFor(documentId: string): Promise<readonly OutboxItem[]>;
  /** Every line that carries this document, whatever became of it, in the order of creation. */
  carrying(documentId: string): Promise<readonly OutboxItem[]>;
  /** In the order of creation. A line whose holder died still says `sending`: list those too when looking for what is left to do. */
  list(query: {
    readonly states?: readonly OutboxState[] | undefined;
    readonly kind?: OutboxKind | undefined;
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<readonly OutboxItem[]>;
  /**
   * Takes one line to send it, in one immediate transaction; null when it is not to be sent or when a process that lives holds it.
   * A line whose holder died comes back as `uncertain` (`was`), never as `queued`: its bytes may have left. On this machine the process
   * tells, elsewhere the end of the lease.
   * Counts an attempt. When the next try is due is for the caller to look at.
   */
  claim(
    id: string,
    machine: Machine,
    times: { readonly now: IsoInstant; readonly leaseUntil: IsoInstant },
  ): Promise<{ readonly item: OutboxItem; readonly was: "queued" | "uncertain" } | null>;
  /** Extends the lease of a line that this process holds. False when it was lost. */
  renew(id: string, machine: Machine, leaseUntil: IsoInstant): Promise<boolean>;
  /** Ends a claim. One transaction with the traces. False when this process no longer holds it. */
  settle(
    id: string,
    machine: Machine,
    outcome: {
      readonly state: "queued" | "uncertain" | "done" | "refused";
      readonly at: IsoInstant;
      readonly nextTryAt?: IsoInstant | null;
      readonly error?: { readonly code: string; readonly message: string } | null;
      readonly result?: unknown;
    },
    traces?: readonly NewTrace[],
  ): Promise<boolean>;
  /** Only a line that is `queued` or `refused` (never one that may have left). False otherwise. */
  cancel(id: string, at: IsoInstant, traces?: readonly NewTrace[]): Promise<boolean>;
  /** A person saw to what a message that has left did not reach; kept in its `result`, with the traces. False for any other line. */
  handled(id: string, who: { readonly at: IsoInstant; readonly by: string }, traces: readonly NewTrace[]): Promise<boolean>;
  /**
   * A `refused` line goes back to `queued` (`outbox retry`). False otherwise. When every recipient of a message was refused, their fates go
   * with the refusal: it is for all of them that it leaves again.
   */
  requeue(id: string, at: IsoInstant): Promise<boolean>;
}
