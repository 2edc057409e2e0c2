import type { IsoInstant } from "../domain/identity/types.js";
import type { Actor } from "../domain/ports.js";
import type { Trace, TraceKind } from "./traces.port.js";

/** One line of the journal, with its place in the chain. Its `data` may hold identity traits: it is for services, not for people. */
export interface JournalLine extends Trace {
  readonly seq: number;
  /** Minutes east of UTC where it was written. */
  readonly offset: number;
  /** SHA-256 of the line and of all before it, 64 hexadecimal digits. */
  readonly digest: string;
}

export interface JournalFilter {
  readonly userId?: string | undefined;
  readonly rpps?: string | undefined;
  readonly patientId?: string | undefined;
  readonly kinds?: readonly TraceKind[] | undefined;
  /** Included. */
  readonly from?: IsoInstant | undefined;
  /** Excluded. */
  readonly to?: IsoInstant | undefined;
  /** Last line that counts. */
  readonly upTo?: number | undefined;
}

export interface JournalPage extends JournalFilter {
  readonly limit: number;
  readonly order: "oldest" | "newest";
  /** Place of the last line already read. */
  readonly after?: number | undefined;
}

/** How many lines were ever written, and the digest of the last one. Kept elsewhere, it is what nobody can rewrite. */
export interface JournalHead {
  readonly seq: number;
  readonly digest: string;
}

/**
 * What is wrong at a line. `content`: it does not say what it said, or does not follow the line before. `missing`: it is not
 * there, and no purge took it; line 1, when a cabinet that has users has no line at all (its creation writes the first). `extra`: it is there and cannot be. `purge`: what stands for purged lines is not what the
 * purge told. `head`: the head kept apart is not the last line's. `index`: all lines are true, but an index of the table would
 * hide some from a filter.
 */
export type JournalFault = "content" | "missing" | "extra" | "purge" | "head" | "index";

export interface JournalBreak {
  /** Place of the line (rounded beyond the safe integers, where no true line is); the last one for `index`, which concerns none. */
  readonly seq: number;
  readonly fault: JournalFault;
}

/** A head that was kept elsewhere. Without its place, it is looked for among all lines. */
export interface JournalWitness {
  readonly seq: number | null;
  readonly digest: string;
}

export interface JournalVerification {
  /** Lines read and found true. */
  readonly lines: number;
  /** Lines that purges took away, each accounted for. */
  readonly purged: number;
  readonly head: JournalHead;
  /** The first that is wrong; null: the whole chain holds. */
  readonly broken: JournalBreak | null;
  /** `purged`: the line of the witness was purged, so that nothing can be said of it. Null when none was given. */
  readonly witness: "found" | "absent" | "purged" | null;
}

/** Lines of these kinds that are older than `before`. */
export interface PurgeRule {
  /** Name of the class in the line that tells the purge. */
  readonly name: string;
  readonly kinds: readonly TraceKind[];
  readonly before: IsoInstant;
  /** Keeps the lines of a patient about whom, or whose record, anything happened since. */
  readonly sincePatientLastSeen: boolean;
}

export interface PurgeRequest {
  readonly rules: readonly PurgeRule[];
  readonly at: IsoInstant;
  readonly actor: Actor;
  /** Told in the line of the purge, beside what it took. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface PurgeOutcome {
  /** Lines of each rule, by its name; also those with none. */
  readonly removed: Readonly<Record<string, number>>;
  readonly total: number;
}

/** The traces of the cabinet as a journal: reading, verifying, purging. Writing is {@link TraceLog.append}. */
export interface JournalStore {
  head(): Promise<JournalHead>;
  page(query: JournalPage): Promise<readonly JournalLine[]>;
  count(filter: JournalFilter): Promise<number>;
  /** The latest date of a line, and among those before an instant; null when there is none. Reads every line (1 s for 1,000,000). */
  latest(before: IsoInstant): Promise<{ readonly ever: IsoInstant | null; readonly before: IsoInstant | null }>;
  /**
   * Walks the whole chain by pages, other processes writing meanwhile. Reads what is stored and believes nothing: a store that
   * was edited by hand gives a break, not an error.
   * @param onPage called between pages with the lines done and those there are; what it throws ends the walk
   */
  verify(options?: {
    readonly witness?: JournalWitness | undefined;
    readonly onPage?: ((done: number, total: number) => void) | undefined;
  }): Promise<JournalVerification>;
  /** What {@link purge} would take away. */
  expired(rules: readonly PurgeRule[]): Promise<PurgeOutcome>;
  /**
   * Takes lines away, whole or not at all: their content goes (overwritten in the file), their place in the chain stays, and a
   * line of the journal tells it. With nothing to take, nothing is written.
   */
  purge(request: PurgeRequest): Promise<PurgeOutcome>;
}
