/** Something to do, and when it is its turn. */
interface Waiting {
  readonly due: number;
  readonly timer: NodeJS.Timeout;
}

/** What happens a little later: reports and answers. Whatever still waits at the end happens at once, so that a restart loses nothing. */
export class Schedule {
  readonly #stepMs: number;
  readonly #waiting = new Map<() => Promise<void>, Waiting>();
  readonly #running = new Set<Promise<void>>();

  /** @param stepMs milliseconds between two steps: a report, then a receipt, then an answer */
  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  later(step: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => void this.#start(work), step * this.#stepMs);
    timer.unref();
    this.#waiting.set(work, { due: performance.now() + step * this.#stepMs, timer });
  }

  /** Does everything that waits, in its order, and resolves when it is done. */
  async finish(): Promise<void> {
    const inOrder = [...this.#waiting].sort(([, a], [, b]) => a.due - b.due);
    for (const [work] of inOrder) await this.#start(work);
    await Promise.all([...this.#running]);
  }

  /** Forgets what waits. */
  async cancel(): Promise<void> {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    await Promise.allSettled([...this.#running]);
  }

  #start(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.#waiting.get(work)?.timer);
    if (!this.#waiting.delete(work)) return Promise.resolve();
    const running: Promise<void> = work().finally(() => this.#running.delete(running));
    // Told by `finish`; alone it must not end the process.
    running.catch(() => undefined);
    this.#running.add(running);
    return running;
  }
}
