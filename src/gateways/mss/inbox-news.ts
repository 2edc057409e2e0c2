import { setTimeout as pause } from "node:timers/promises";
import type { ImapFlow } from "imapflow";
import { uidsAfter } from "./fetch-messages.js";
import type { InboxPosition } from "./inbox.port.js";
import { onInbox } from "./inbox-arrivals.js";
import { type Persist, TRIES } from "./persistence.js";

/** Below what one question may take (`QUESTION_MS`), routers forget a silent connection after, and RFC 2177 §3 allows (30 minutes). */
const IDLE_MS = 9 * 60_000;
/** Where the server knows no IDLE. */
const POLL_MS = 60_000;

/** Until something came, went or changed, until it is worth a look, or until the signal. */
export async function waitOnInbox(persist: Persist, after: InboxPosition | null, signal: AbortSignal): Promise<void> {
  try {
    const polls = await persist((client) => idle(client, after, signal), { signal, tries: TRIES });
    if (polls) await pause(POLL_MS, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** True when the server has no IDLE and nothing had come. */
function idle(client: ImapFlow, after: InboxPosition | null, signal: AbortSignal): Promise<boolean> {
  let lost = false;
  let told: () => void = () => {};
  const news = new Promise<void>((resolve) => {
    told = resolve;
  });
  const cut = () => {
    lost = true;
    told();
  };
  const events = ["exists", "expunge", "flags"] as const;
  // Listened to before the search: what comes between the two is told once IDLE begins.
  for (const event of events) client.on(event, told);
  client.on("close", cut);
  signal.addEventListener("abort", told);
  const timer = setTimeout(told, IDLE_MS);
  const work = async (uidValidity: string): Promise<boolean> => {
    const from = after?.uidValidity === uidValidity ? after.lastUid : 0;
    if ((await uidsAfter(client, from)).length > 0) return false;
    if (!client.capabilities.has("IDLE")) return true;
    let waiting = true;
    void news.then(() => {
      waiting = false;
    });
    while (waiting) {
      // Ends by itself when imapflow looks whether the server is still there.
      await Promise.race([news, client.idle()]);
      if (!client.usable || client.mailbox === false) break;
    }
    // Any command ends IDLE; on a connection that is lost, it says so.
    if (lost || !signal.aborted) await client.noop();
    return false;
  };
  return onInbox(client, work).finally(() => {
    clearTimeout(timer);
    for (const event of events) client.off(event, told);
    client.off("close", cut);
    signal.removeEventListener("abort", told);
  });
}
