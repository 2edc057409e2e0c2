/**
 * Buffers between the parser, which pushes, and whoever consumes the contents, which pulls. The parser waits ({@link Channel.drained})
 * between two chunks of the document, so that no more than one chunk is ever held.
 */
export class Channel implements AsyncIterable<Buffer> {
  #queue: Buffer[] = [];
  /** How many of the queue were taken: taking the first away from a long array moves all the others. */
  #taken = 0;
  #ended = false;
  #error: unknown = null;
  #discarded = false;
  #wakeConsumer: (() => void) | null = null;
  #wakeProducer: (() => void) | null = null;

  push(bytes: Buffer): void {
    if (this.#discarded || bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#wakeConsumer?.();
  }

  end(): void {
    this.#ended = true;
    this.#wakeConsumer?.();
  }

  /** What was pushed is still given, then the error is thrown to the consumer. */
  fail(error: unknown): void {
    this.#error = error;
    this.end();
  }

  /** The consumer wants no more: what comes is dropped. */
  discard(): void {
    this.#discarded = true;
    this.#empty();
    this.#wakeProducer?.();
  }

  #empty(): void {
    this.#queue = [];
    this.#taken = 0;
  }

  /** Resolves once everything pushed was taken, or is no longer wanted. */
  async drained(): Promise<void> {
    while (this.#queue.length > 0 && !this.#discarded) {
      await new Promise<void>((resolve) => {
        this.#wakeProducer = resolve;
      });
    }
    this.#wakeProducer = null;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        const next = this.#queue[this.#taken];
        if (next !== undefined) {
          this.#taken += 1;
          if (this.#taken === this.#queue.length) this.#empty();
          yield next;
          if (this.#queue.length === 0) this.#wakeProducer?.();
        } else if (this.#ended) {
          if (this.#error !== null) throw this.#error;
          return;
        } else {
          this.#wakeProducer?.();
          await new Promise<void>((resolve) => {
            this.#wakeConsumer = resolve;
          });
          this.#wakeConsumer = null;
        }
      }
    } finally {
      this.discard();
    }
  }
}
