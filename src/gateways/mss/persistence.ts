import { setTimeout as pause } from "node:timers/promises";
import type { ImapFlow } from "imapflow";
import { RETRY_MS } from "./config.js";
import type { ImapSession } from "./imap-session.js";
import { MssFault } from "./port.js";

/** Does something with the mailbox, opening it again when the connection dies, as many times as it is worth. */
export type Persist = <T>(work: (client: ImapFlow) => Promise<T>, options: PersistOptions) => Promise<T>;

export interface PersistOptions {
  readonly signal: AbortSignal | undefined;
  /** Failures after which it is told. */
  readonly tries: number;
}

/** A server that does not come back is told after about fifteen seconds. */
export const TRIES = 6;

/** Nothing waits to leave: what is to be done again is the reading. */
function ofReading(error: MssFault): MssFault {
  if (error.kind !== "unreachable" || error.retry !== "later") return error;
  const { kind, code, message, why, details, rule, cause, retry, uncertain, serviceCode } = error;
  const advice = "Relancez plus tard : segur inbox sync   (si la panne dure : segur doctor)";
  return new MssFault({ ...{ kind, code, message, why, details, rule, cause, retry, uncertain, serviceCode }, advice });
}

/**
 * What may pass is tried again on a connection of its own, with a fresh token (MSS/CONF.10), each time after a longer wait. A refusal of
 * the token is tried once more when the mailbox was open before: it may have ended between being made and being shown.
 */
export function persistent(session: ImapSession, retryMs = RETRY_MS): Persist {
  let wasOpen = false;
  return async (work, { signal, tries }) => {
    let refusals = wasOpen ? 0 : 1;
    for (let failures = 1; ; failures += 1) {
      let used: ImapFlow | undefined;
      try {
        return await session.run((client) => {
          used = client;
          wasOpen = true;
          return work(client);
        }, signal);
      } catch (error) {
        if (!(error instanceof MssFault) || signal?.aborted === true) throw error;
        const stale = error.serviceCode === "auth.refused" && refusals++ === 0;
        if (!stale && (error.retry !== "later" || failures >= tries)) throw ofReading(error);
        // Whatever the server still thinks of this connection.
        used?.close();
        // Aborted meanwhile: the next attempt says so.
        await pause(retryMs * 2 ** (failures - 1), undefined, { signal }).catch(() => undefined);
      }
    }
  };
}
