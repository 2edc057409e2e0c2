import type { Channel } from "./names.js";

export type Decision = "approve" | "refuse";

/** A CIBA request that waits for its person, as the telephone or the card shows it. */
export interface AskedRequest {
  readonly id: string;
  readonly channel: Channel;
  /** The two digits that the person compares. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  answer(decision: Decision): Promise<void>;
}

/** What a decision of `sandbox approve` was for: the request that waits, or the next one. */
export interface DecisionReport {
  readonly decision: Decision;
  readonly target: "pending" | "next";
  readonly afterMs: number;
  readonly channel: Channel | null;
  readonly code: string | null;
}

/** What waits, without the national ids. */
export interface PhoneStatus {
  readonly pending: readonly { readonly channel: Channel; readonly code: string; readonly expiresAt: string }[];
  /** Decisions that wait for a request, in the order they will be used. */
  readonly armed: readonly { readonly decision: Decision; readonly afterMs: number }[];
}

/**
 * The telephones of everybody. A decision goes to the oldest request that has none yet; when none waits it is kept for the
 * next one, so that a script may decide before or after it asks. One decision answers one request.
 */
export class Phone {
  #waiting: AskedRequest[] = [];
  #armed: { decision: Decision; afterMs: number }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  ask(request: AskedRequest): void {
    const armed = this.#armed.shift();
    if (armed === undefined) this.#waiting.push(request);
    else this.#answer(request, armed.decision, armed.afterMs);
  }

  decide(decision: Decision, afterMs: number): DecisionReport {
    this.#forgetExpired();
    const request = this.#waiting.shift();
    if (request === undefined) {
      this.#armed.push({ decision, afterMs });
      return { decision, target: "next", afterMs, channel: null, code: null };
    }
    this.#answer(request, decision, afterMs);
    return { decision, target: "pending", afterMs, channel: request.channel, code: request.code };
  }

  status(): PhoneStatus {
    this.#forgetExpired();
    return {
      pending: this.#waiting.map(({ channel, code, expiresAt }) => ({
        channel,
        code,
        expiresAt: new Date(expiresAt).toISOString(),
      })),
      armed: this.#armed.map((one) => ({ ...one })),
    };
  }

  /** Forgets requests, decisions, and those on their way. */
  clear(): void {
    this.#waiting = [];
    this.#armed = [];
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #forgetExpired(): void {
    this.#waiting = this.#waiting.filter(({ expiresAt }) => expiresAt > this.#now());
  }

  #answer(request: AskedRequest, decision: Decision, afterMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // Too late: the request has expired, and its poll says so.
      if (request.expiresAt > this.#now()) void request.answer(decision).catch(() => undefined);
    }, afterMs);
    timer.unref();
    this.#timers.add(timer);
  }
}
