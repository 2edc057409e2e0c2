/**
 * Tells « this item fails » from « the service is down ». Many failures in a row, without one answer between them, open
 * it: the run then stops, and its items stay to be done instead of being recorded as errors.
 */
export class Breaker {
  #failuresInARow = 0;
  #answers = 0;
  readonly #limit: number;

  constructor(concurrency: number) {
    // Every slot may have one failing call under way at the moment the service goes down: that alone proves nothing.
    this.#limit = Math.max(10, 2 * concurrency + 1);
  }

  answered(): void {
    this.#failuresInARow = 0;
    this.#answers += 1;
  }

  failed(): void {
    this.#failuresInARow += 1;
  }

  get open(): boolean {
    return this.#failuresInARow >= this.#limit;
  }

  /** No call has ever been answered in this session. */
  get neverAnswered(): boolean {
    return this.#answers === 0;
  }
}
