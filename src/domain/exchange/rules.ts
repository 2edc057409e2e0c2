import type { Environment } from "../ports.js";
import type { ExchangeFact, NotCounted } from "./exchange.js";

/**
 * Why a document that was sent does not count, whatever was sent before it (product.md §1.2; TBB/va1.03 gives no rule, these are ours):
 * a test INS counts for nothing in production, where the practice is real, and counts in a sandbox, where every INS is one; words are no
 * document; what goes to one's own mailboxes only reaches nobody else. A failure keeps its place among failures, but that of a test INS
 * in production. Null: it counts, unless its lineage was counted already ({@link firstCounted}).
 */
export function ownReason(fact: ExchangeFact, environment: Environment): NotCounted | null {
  if (fact.testOid && environment === "production") return "test_oid";
  if (fact.state === "failed") return null;
  if (fact.document === null) return "no_document";
  return fact.others === 0 ? "self" : null;
}

/** Where an exchange stands in the order in which services answered: the line of the journal, then the place in it. */
export interface Answered {
  readonly answered: number;
  readonly rank: number;
}

/** What decides which exchange of a lineage counts. */
export interface Rival extends Answered {
  /** `qualifiee` at sending time. */
  readonly qualified: boolean;
}

/**
 * Which of the exchanges of one lineage by one service counts: the first that a service said yes to for a qualified identity, among those
 * that still stand; without any, the first of all. A document that is replaced, or sent again, stays one, and what the regulation wants of
 * it (TBB/va1.03: with a qualified INS) is not lost because it had left once before the identity was qualified. When the one that counts
 * came back, the next one counts in its place.
 */
export function firstCounted<T extends Rival>(exchanges: readonly T[]): T | undefined {
  return exchanges.reduce<T | undefined>(
    (first, next) => (first === undefined || isBefore(next, first) ? next : first),
    undefined,
  );
}

function isBefore(a: Rival, b: Rival): boolean {
  if (a.qualified !== b.qualified) return a.qualified;
  return a.answered < b.answered || (a.answered === b.answered && a.rank < b.rank);
}

/** What is known of one document in one exchange. */
export interface Standing extends Answered {
  readonly fact: ExchangeFact;
  /** Day of the answer of the service, `YYYYMMDD`. */
  readonly day: number;
  /** Day at which this was known; never before what it follows, even when the clock went back. */
  readonly known: number;
  readonly at: string;
}

/** A fact as a line of the journal says it. */
export interface Told extends Omit<Standing, "answered"> {
  /** The line. */
  readonly trace: number;
  /** A report on an earlier sending, not an answer of the service: it dates nothing. */
  readonly isReport: boolean;
}

/**
 * What is known after a line. A refusal that is tried again with success is no failure any more, from the day of the success; a message
 * that comes back from everyone is a failure of the day when it was sent, and what undoes a return puts it back there. What was true at
 * sending time (status of the identity, signatory) stays. Null: the line teaches nothing.
 */
export function advance(before: Standing | null, told: Told): Standing | null {
  const { fact, day, at, trace, rank, isReport } = told;
  if (before === null) return { fact, day, known: told.known, at, answered: trace, rank };
  if (before.fact.state === fact.state) return null;
  // What the DMP registered was fed, even when it is deleted later: a line that is done is never tried again.
  if (before.fact.service === "dmp" && before.fact.state === "sent") return null;
  const known = Math.max(told.known, before.known);
  if (!isReport) return { fact, day, known, at, answered: trace, rank };
  return { ...before, known, fact: { ...before.fact, state: fact.state, cause: fact.cause } };
}
