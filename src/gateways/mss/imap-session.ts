import type { ImapFlow } from "imapflow";
import { TransportFailure } from "../transport.js";
import { networkFault } from "./faults.js";
import { aborting, type ImapOptions, imapFault, openImap, wasBeyondLimits } from "./imap.js";
import { MssFault } from "./port.js";

/** The one session with the mailbox: its users come one after the other, and it is opened again when it ended or grew old. */
export interface ImapSession {
  /** `work` may be run twice when the connection dies: it must be so that twice is once. @throws {MssFault} */
  run<T>(work: (client: ImapFlow) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}

export function createImapSession(
  options: () => Promise<ImapOptions>,
  { sessionMs, questionMs }: { readonly sessionMs: number; readonly questionMs: number },
): ImapSession {
  let opened: { readonly client: ImapFlow; readonly at: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const current = async (signal?: AbortSignal): Promise<ImapFlow> => {
    if (opened?.client.usable === true && performance.now() - opened.at < sessionMs) return opened.client;
    await leave();
    const client = await openImap(await options(), signal);
    opened = { client, at: performance.now() };
    return client;
  };
  const leave = async (): Promise<void> => {
    const client = opened?.client;
    opened = undefined;
    if (client?.usable === true) await client.logout().catch(() => client.close());
  };
  const attempt = async <T>(work: (client: ImapFlow) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const { authentication } = await options();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), questionMs);
    let client: ImapFlow | undefined;
    const either = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
    try {
      const now = await current(either);
      client = now;
      return await aborting(now, either, () => work(now));
    } catch (error) {
      if (deadline.signal.aborted && signal?.aborted !== true)
        throw networkFault(new TransportFailure("timeout", `${Math.round(questionMs / 1000)} s`));
      if (client !== undefined && wasBeyondLimits(client)) throw networkFault(new TransportFailure("too_large", "IMAP"));
      throw imapFault(error, authentication.kind);
    } finally {
      clearTimeout(timer);
    }
  };
  const run: ImapSession["run"] = async (work, signal) => {
    const reused = opened !== undefined;
    try {
      return await attempt(work, signal);
    } catch (error) {
      const cut = error instanceof MssFault && error.serviceCode === "network.reset" && signal?.aborted !== true;
      if (!reused || !cut) throw error;
      return attempt(work, signal);
    }
  };
  return {
    run(work, signal) {
      const mine = last.then(() => run(work, signal));
      last = mine.catch(() => {});
      return mine;
    },
    async close() {
      await last;
      await leave();
    },
  };
}
