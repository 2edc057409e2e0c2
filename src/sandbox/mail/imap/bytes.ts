import type { Socket } from "node:net";

const PAUSE_ABOVE = 512 * 1024;

/** The bytes of a connection, taken line by line or by a known number; the caller is slowed down when it sends faster than we read. */
export class ByteSource {
  readonly #socket: Socket;
  #parts: Buffer[] = [];
  #length = 0;
  #ended = false;
  #wanted = PAUSE_ABOVE;
  #wake: (() => void) | null = null;
  readonly #onData = (part: Buffer): void => {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length >= this.#wanted) this.#socket.pause();
    this.#notify();
  };
  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#notify();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onEnd);
  }

  /** Leaves the connection to somebody else; what was read and not taken is forgotten, so that nothing sent in clear is run after STARTTLS. */
  release(): void {
    this.#socket.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onEnd);
    this.#parts = [];
    this.#length = 0;
  }

  /** A line without its end; null at the end of the connection, `too-long` beyond `most` bytes. */
  async line(most: number): Promise<string | null | "too-long"> {
    for (;;) {
      const whole = this.#whole();
      const feed = whole.indexOf(0x0a);
      if (feed === -1 ? whole.length > most : feed > most) return "too-long";
      if (feed !== -1) {
        this.#take(feed + 1);
        return whole.toString("latin1", 0, feed > 0 && whole[feed - 1] === 0x0d ? feed - 1 : feed);
      }
      if (this.#ended) return null;
      await this.#more(PAUSE_ABOVE);
    }
  }

  /** Exactly that many bytes; null when the connection ends before. */
  async bytes(count: number): Promise<Buffer | null> {
    while (this.#length < count) {
      if (this.#ended) return null;
      await this.#more(Math.max(count, PAUSE_ABOVE));
    }
    const whole = this.#whole();
    this.#take(count);
    return Buffer.from(whole.subarray(0, count));
  }

  #whole(): Buffer {
    if (this.#parts.length !== 1) this.#parts = [Buffer.concat(this.#parts, this.#length)];
    return this.#parts[0] ?? Buffer.alloc(0);
  }

  #take(count: number): void {
    const rest = this.#whole().subarray(count);
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
  }

  #more(wanted: number): Promise<void> {
    this.#wanted = wanted;
    if (this.#length < wanted) this.#socket.resume();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
