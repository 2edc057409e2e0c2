import { MssFault } from "./port.js";
import type { OutgoingMessage, SmtpSession } from "./smtp.js";

export interface SmtpPoolOptions {
  open(signal?: AbortSignal): Promise<SmtpSession>;
  /** Sessions at once. */
  readonly size: number;
  /** A session opened longer ago is not used again. Milliseconds. */
  readonly sessionMs: number;
}

/** Some sessions, each used by one message at a time; more messages wait for their turn, first come first served. */
export interface SmtpPool {
  use<T>(work: (session: SmtpSession) => Promise<T>, signal?: AbortSignal): Promise<T>;
  send(message: OutgoingMessage, leaving: () => void, signal?: AbortSignal): ReturnType<SmtpSession["send"]>;
  close(): void;
}

export function createSmtpPool({ open, size, sessionMs }: SmtpPoolOptions): SmtpPool {
  const idle: SmtpSession[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  const turn = async (): Promise<void> => {
    if (busy >= size) await new Promise<void>((go) => waiting.push(go));
    else busy += 1;
  };
  const done = (): void => {
    const next = waiting.shift();
    // The place goes from one to the next without being free in between.
    if (next === undefined) busy -= 1;
    else next();
  };
  const isFresh = (session: SmtpSession) => session.usable && performance.now() - session.openedAt < sessionMs;
  const kept = (): SmtpSession | undefined => {
    for (let session = idle.pop(); session !== undefined; session = idle.pop()) {
      if (isFresh(session)) return session;
      session.close();
    }
    return undefined;
  };

  const use: SmtpPool["use"] = async (work, signal) => {
    await turn();
    let session: SmtpSession | undefined;
    try {
      session = kept() ?? (await open(signal));
      return await work(session);
    } finally {
      if (session?.usable === true) idle.push(session);
      done();
    }
  };

  return {
    use,
    send: (message, leaving, signal) =>
      use(async (session) => {
        let left = false;
        const began = () => {
          left = true;
          leaving();
        };
        try {
          return await session.send(message, began, signal);
        } catch (error) {
          // A session that waited may have been closed by the server meanwhile: nothing left, so a new one is tried once.
          const stale = error instanceof MssFault && error.serviceCode === "network.reset" && !left;
          if (!stale || signal?.aborted === true) throw error;
        }
        const fresh = await open(signal);
        try {
          return await fresh.send(message, leaving, signal);
        } finally {
          if (fresh.usable) idle.push(fresh);
        }
      }, signal),
    close() {
      for (const session of idle.splice(0)) session.close();
    },
  };
}
