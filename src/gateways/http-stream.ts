import { setMaxListeners } from "node:events";
import type { Dispatcher, Pool } from "undici";
import { TransportFailure, toTransportFailure } from "./transport.js";

/** A request whose body may be large: it is asked for piece by piece, as fast as the connection takes it. */
export interface StreamRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** With `content-length` when the body is a stream of known size. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<Uint8Array> | null;
  /** Bytes of this answer above which it is refused, when it is to be smaller than what the client admits. */
  readonly maxBytes?: number | undefined;
}

/** An answer whose body is still on its way. The connection is free again when the body was read to its end, or cancelled. */
export interface StreamReply {
  readonly status: number;
  /** Value of Content-Type, `""` when absent. */
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** To be read once. @throws {TransportFailure} from the iterator, `begun` set */
  readonly body: AsyncIterable<Buffer>;
  /** Cuts the connection when the body was not read to its end; does nothing after. */
  cancel(): void;
}

export interface StreamLimits {
  /** Longest time during which nothing moves, in ms; the time that the reader of the answer takes does not count. */
  readonly idleMs: number;
  readonly maxBytes: number;
}

/**
 * Least rate of an exchange once `idleMs` has passed since it began, both ways together: a byte now and then shows that something moves,
 * and must not hold a command for ever. The slowest lines that anybody still has do more.
 */
const LEAST_BYTES_PER_SECOND = 4 * 1024;

/** Bytes that wait for their reader before the connection is asked to wait. */
const HIGH_WATER = 256 * 1024;

/** One streamed exchange over a pool. A body that throws makes the exchange reject with its own error. */
export function streamExchange(
  pool: Pool,
  limits: StreamLimits,
  request: StreamRequest,
  signal: AbortSignal | undefined,
): Promise<StreamReply> {
  return new Promise((resolve, reject) => new Exchange(limits, request, signal, resolve, reject).start(pool));
}

class Exchange {
  private controller: Dispatcher.DispatchController | null = null;
  private begun = false;
  private answered = false;
  private ended = false;
  private failure: unknown = null;
  private bodyError: { readonly error: unknown } | null = null;
  private readonly queue: Buffer[] = [];
  private queued = 0;
  private size = 0;
  /** Of both bodies, since it began. */
  private moved = 0;
  private startedAt = 0;
  /** Time that the reader of the answer took. */
  private pausedMs = 0;
  private pausedAt = 0;
  private wake: (() => void) | null = null;
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = (): void => this.fail(new TransportFailure("aborted", "ABORTED"));

  constructor(
    private readonly limits: StreamLimits,
    private readonly request: StreamRequest,
    private readonly signal: AbortSignal | undefined,
    private readonly resolve: (reply: StreamReply) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.timer = setTimeout(() => this.late(), limits.idleMs);
  }

  start(pool: Pool): void {
    if (this.signal?.aborted === true) {
      this.onAbort();
      return;
    }
    if (this.signal !== undefined) {
      setMaxListeners(0, this.signal);
      this.signal.addEventListener("abort", this.onAbort);
    }
    const { body, method, path, headers } = this.request;
    // undici takes any async iterable; its types only say Readable.
    const sent = (body === null || typeof body === "string" ? body : this.watch(body)) as string | null;
    pool.dispatch(
      { method, path, headers: { ...headers }, body: sent, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart: (controller) => {
          this.controller = controller;
          // Given up while it waited for a connection: nothing must be sent any more.
          if (this.ended) return controller.abort(new TransportFailure("aborted", "ABORTED"));
          this.begun = true;
          this.startedAt = performance.now();
          this.timer.refresh();
        },
        onResponseStart: (_controller, status, headers) => this.head(status, headers),
        onResponseData: (_controller, chunk) => this.data(chunk),
        onResponseEnd: () => this.end(),
        onResponseError: (_controller, error) => this.lost(error),
      },
    );
  }

  /** Each piece that the connection takes shows that something moves; an error of ours is kept, undici would call it a reset. */
  private async *watch(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        yield chunk;
        this.timer.refresh();
        this.progress(chunk.length);
      }
    } catch (error) {
      this.bodyError ??= { error };
      throw error;
    }
  }

  private head(status: number, headers: StreamReply["headers"]): void {
    if (this.ended) return;
    this.timer.refresh();
    this.answered = true;
    const value = headers["content-type"];
    const contentType = (typeof value === "string" ? value : value?.[0]) ?? "";
    this.resolve({ status, contentType, headers, body: this.read(), cancel: () => this.onAbort() });
  }

  private data(chunk: Buffer): void {
    if (this.ended) return;
    this.size += chunk.length;
    const maxBytes = this.request.maxBytes ?? this.limits.maxBytes;
    if (this.size > maxBytes) {
      this.fail(new TransportFailure("too_large", String(maxBytes)));
      return;
    }
    this.progress(chunk.length);
    if (this.ended) return;
    this.queue.push(chunk);
    this.queued += chunk.length;
    this.timer.refresh();
    if (this.queued > HIGH_WATER && this.controller?.paused !== true) {
      this.controller?.pause();
      this.pausedAt = performance.now();
    }
    this.wake?.();
  }

  /** A drip is cut as silence is. */
  private progress(bytes: number): void {
    this.moved += bytes;
    const allowed = this.limits.idleMs + (this.moved / LEAST_BYTES_PER_SECOND) * 1_000;
    if (performance.now() - this.startedAt - this.pausedMs > allowed) this.fail(new TransportFailure("timeout", "SLOW"));
  }

  private end(): void {
    this.settle();
    this.wake?.();
  }

  private late(): void {
    // The reader is slow, not the service.
    if (this.controller?.paused === true) this.timer.refresh();
    else this.fail(new TransportFailure("timeout", "IDLE"));
  }

  private lost(error: Error): void {
    const failure = toTransportFailure(error);
    if (this.bodyError !== null) this.fail(this.bodyError.error);
    // Once the status is read, a lost connection means that the answer is cut, not that the call never arrived.
    else if (failure.reason === "reset" && this.answered) this.fail(new TransportFailure("truncated", failure.detail, error));
    else this.fail(failure);
  }

  private fail(error: unknown): void {
    if (this.ended) return;
    this.settle();
    const { begun } = this;
    this.failure =
      error instanceof TransportFailure ? new TransportFailure(error.reason, error.detail, error.cause, begun) : error;
    this.queue.length = 0;
    if (!this.answered) this.reject(this.failure);
    this.wake?.();
    this.controller?.abort(error instanceof Error ? error : new TransportFailure("aborted", "ABORTED"));
  }

  private settle(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.signal?.removeEventListener("abort", this.onAbort);
  }

  private async *read(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunk = this.queue.shift();
        if (chunk !== undefined) {
          this.queued -= chunk.length;
          if (this.controller?.paused === true && this.queued < HIGH_WATER / 2) {
            this.timer.refresh();
            this.pausedMs += performance.now() - this.pausedAt;
            this.controller.resume();
          }
          yield chunk;
        } else if (this.failure !== null) throw this.failure;
        else if (this.ended) {
          // undici lets a connection rest for one turn: who calls next would otherwise open another.
          await new Promise((resolve) => setImmediate(resolve));
          return;
        } else await this.arrival();
      }
    } finally {
      // Left before the end: what is still coming has no reader.
      this.onAbort();
    }
  }

  private arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = null;
        resolve();
      };
    });
  }
}
