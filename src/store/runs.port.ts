import type { IdentityStatus, IsoInstant } from "../domain/identity/types.js";
import type { Environment } from "../domain/ports.js";

/**
 * The run ledger: what is to be done, by whom it is held, what came out. It knows no trait and no matricule, so that
 * a PostgreSQL ledger shared by several hosts can stand behind this same port (one contract test suite for both).
 */
export type RunKind = "ins.qualify" | "ins.verify";

export interface NewRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly createdAt: IsoInstant;
  readonly createdBy: string;
  readonly environment: Environment;
  /** Why this cohort is asked for; required outside the sandbox. */
  readonly reason: string | null;
  /** What a person recognises: a file's base name, `--filter ins-never`, `-`. */
  readonly source: string;
  /** SHA-256 of the input and of the options that change its meaning: the same command again finds its run. */
  readonly fingerprint: string;
}

export interface Run extends NewRun {
  /** `loading`: items are still being added; `open`: may be worked on; `done`: every item has an outcome. */
  readonly state: "loading" | "open" | "done";
  readonly total: number;
  readonly endedAt: IsoInstant | null;
}

/** `found`, `not_found`, `several` and `refused` are final; `review` waits for a person; `error` may be tried again. */
export type Outcome = "found" | "not_found" | "several" | "review" | "refused" | "error";

export interface NewItem {
  /** Number of the line in the input file (its headings are line 1), or rank in the cohort; unique in the run, gives the output order. */
  readonly line: number;
  /** The practice's key: the `dossier`, else the patient id, else `line:N`. */
  readonly key: string;
  readonly patientId: string | null;
  /** A line that is decided without any call (unreadable, incomplete) comes with its outcome. */
  readonly result?: ItemResult | undefined;
}

export interface ItemResult {
  readonly outcome: Outcome;
  /** CR code, fault code, or our own rule code. */
  readonly code: string;
  readonly status: IdentityStatus | null;
  /** Calls made for this item over all attempts. */
  readonly calls: number;
  /** French, without patient data. */
  readonly advice: string | null;
}

export interface RunItem {
  readonly runId: string;
  readonly line: number;
  readonly key: string;
  readonly patientId: string | null;
  readonly state: "pending" | "held" | "done";
  readonly result: ItemResult | null;
  /** Calls already made by earlier attempts. */
  readonly calls: number;
}

/** A process that works on a run. */
export interface Worker {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
}

export interface HeldBy extends Worker {
  readonly leaseUntil: IsoInstant;
  readonly held: number;
}

export interface RunSummary {
  readonly total: number;
  readonly pending: number;
  readonly held: number;
  readonly done: number;
  readonly byOutcome: Readonly<Record<Outcome, number>>;
  readonly calls: number;
}

export interface RunLedger {
  create(run: NewRun): Promise<void>;
  get(runId: string): Promise<Run | null>;
  /** Newest run with this fingerprint that is not `loading`. */
  findByFingerprint(fingerprint: string): Promise<Run | null>;
  /** Newest first. */
  list(page: { readonly limit: number; readonly after?: string | undefined }): Promise<readonly Run[]>;
  /** Only while `loading`; durable when it resolves. */
  addItems(runId: string, items: readonly NewItem[]): Promise<void>;
  /**
   * Opens the run for work; its total is the number of items. With `join`, when another process has meanwhile sealed a
   * run of the same fingerprint, this one is discarded and the other returned, in one transaction: the same command
   * started twice at once makes one run. `any` joins a finished run too (a file says the same each time). `fingerprint` replaces the one given at creation (stdin is hashed while it is read).
   */
  seal(runId: string, options?: { readonly join?: "open" | "any" | undefined; readonly fingerprint?: string }): Promise<Run>;
  /** Forgets a `loading` run (its input turned out to be a known run, or was refused). */
  discard(runId: string): Promise<void>;

  /** Takes up to `count` pending items in line order, in one immediate transaction: no item is ever held twice. */
  claim(runId: string, worker: Worker, count: number, leaseUntil: IsoInstant): Promise<readonly RunItem[]>;
  /** Extends the lease of all that this worker holds. */
  renew(runId: string, worker: Worker, leaseUntil: IsoInstant): Promise<void>;
  /** Gives back what this worker holds and has not finished (all of it, or these lines). */
  release(runId: string, worker: Worker, lines?: readonly number[]): Promise<void>;
  holders(runId: string): Promise<readonly HeldBy[]>;
  /** Gives back what is held by a worker named dead, or under a lease that ended before `now`. Returns how many. */
  reclaim(runId: string, now: IsoInstant, deadWorkers: readonly string[]): Promise<number>;
  /** Records outcomes. An item not held by this worker is left alone and its line is returned (it was reclaimed). */
  finish(
    runId: string,
    worker: Worker,
    results: readonly { readonly line: number; readonly result: ItemResult }[],
    at: IsoInstant,
  ): Promise<readonly number[]>;
  /** Counts calls that were made for an item that is given back without an outcome. */
  addCalls(runId: string, line: number, calls: number): Promise<void>;
  /** Puts items with this outcome back to pending (`resume --failed`). Returns how many; the run is open again. */
  reopen(runId: string, outcome: "error"): Promise<number>;
  /** Replaces the outcome `review` by the person's decision. False if it was no longer in review. */
  resolveReview(runId: string, line: number, result: ItemResult): Promise<boolean>;

  summary(runId: string): Promise<RunSummary>;
  /** In line order, after a line: the output cursor. */
  items(
    runId: string,
    query: { readonly afterLine: number; readonly limit: number; readonly outcomes?: readonly Outcome[] | undefined },
  ): Promise<readonly RunItem[]>;
}
