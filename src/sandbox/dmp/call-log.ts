import type { Transaction } from "../../domain/dmp/transaction.js";

/** One request that was read, in memory only: it names nobody. */
export interface DmpCallRecord {
  /** Number of the request since start or reset, from 1. */
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly messageId: string | null;
  readonly assertionId: string | null;
  /** `status`, `provide`, `query`…; null when the message could not be read so far. */
  readonly operation: string | null;
  /** Null with it. A change of visibility is TD3.3a, whichever way it goes. */
  readonly transaction: Transaction | null;
  readonly mode: string | null;
  /** `Success`, `DMPOk`, the code of a refusal, or the scripted fault that cut the exchange. */
  readonly outcome: string;
}

const MOST_CALLS = 20_000;

/** Records and counts of what was asked of the DMP. */
export class DmpCallLog {
  #calls: DmpCallRecord[] = [];
  #counts = new Map<string, number>();
  #total = 0;

  add(call: Omit<DmpCallRecord, "n">): void {
    this.#total += 1;
    this.#counts.set(call.outcome, (this.#counts.get(call.outcome) ?? 0) + 1);
    this.#calls.push({ n: this.#total, ...call });
    if (this.#calls.length > MOST_CALLS) this.#calls = this.#calls.slice(MOST_CALLS / 10);
  }

  calls(): readonly DmpCallRecord[] {
    return this.#calls;
  }

  counts(): { readonly total: number; readonly outcomes: Readonly<Record<string, number>> } {
    return { total: this.#total, outcomes: Object.fromEntries(this.#counts) };
  }

  clear(): void {
    this.#calls = [];
    this.#counts.clear();
    this.#total = 0;
  }
}
