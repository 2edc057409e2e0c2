import type { CheckedLine, CheckFinding, Prediction } from "./check-types.js";

/** How often one kind of problem was met. */
export interface CodeCount {
  readonly code: string;
  readonly level: CheckFinding["level"];
  readonly message: string;
  readonly count: number;
  /** How many come with a proposed correction. */
  readonly proposed: number;
}

/** Counts by prediction and by kind of problem, as lines go by. */
export class CheckTally {
  readonly #predictions: Record<Prediction, number> = { ready: 0, already: 0, risk: 0, blocked: 0 };
  readonly #codes = new Map<string, CodeCount>();
  #patches = 0;

  add(checked: CheckedLine): void {
    this.#predictions[checked.prediction] += 1;
    if (checked.patch !== null) this.#patches += 1;
    for (const { code, level, message, proposal } of checked.findings) {
      const key = `${level} ${code}`;
      const before = this.#codes.get(key) ?? { code, level, message, count: 0, proposed: 0 };
      const proposed = before.proposed + (proposal === null ? 0 : 1);
      this.#codes.set(key, { ...before, count: before.count + 1, proposed });
    }
  }

  get total(): number {
    const { ready, already, risk, blocked } = this.#predictions;
    return ready + already + risk + blocked;
  }

  /** A copy: the counts of this moment. */
  get predictions(): Readonly<Record<Prediction, number>> {
    return { ...this.#predictions };
  }

  /** Lines for which at least one correction is proposed. */
  get patches(): number {
    return this.#patches;
  }

  /** The gravest first, then the most frequent. */
  get codes(): readonly CodeCount[] {
    const rank = { blocking: 0, risk: 1, info: 2 };
    return [...this.#codes.values()].sort(
      (a, b) => rank[a.level] - rank[b.level] || b.count - a.count || (a.code < b.code ? -1 : 1),
    );
  }
}
