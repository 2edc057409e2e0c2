import type { OpenCabinet } from "../cabinet.port.js";
import { attempt } from "../outbox/attempt.js";
import { messagePayload } from "./payload.js";
import { sendHandler } from "./send-handler.js";
import { lacksCopy } from "./status.js";

const MOST = 200;

export interface SentCopies {
  /** Messages (`O7`) whose copy was put in Sent, or found there. */
  readonly kept: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Tries again the copies that could not be put in « Envoyés », oldest first, and stops at the first that fails: the mailbox is not there.
 * Each is taken like any line of the outbox, by one process at a time: never two copies. Those of another mailbox are left to it.
 */
export async function keepMissingCopies(cabinet: OpenCabinet, signal: AbortSignal): Promise<SentCopies> {
  const lines = await cabinet.outbox.list({ kind: "mss.send", states: ["uncertain"], limit: MOST });
  if (lines.length === 0) return { kept: [], missing: [] };
  const { address } = await cabinet.mss();
  const fates = await cabinet.fates.ofMany(lines.map(({ id }) => id));
  const lacking = lines.filter((line) => {
    const ours = messagePayload(line).from.toLowerCase() === address.toLowerCase();
    return ours && lacksCopy(line, fates.get(line.id) ?? []);
  });
  const handlers = { "mss.send": sendHandler(cabinet) };
  const kept: string[] = [];
  for (const { id } of lacking) {
    if (signal.aborted) break;
    const { item } = await attempt(cabinet, handlers, id, signal);
    if (item.state !== "done") break;
    kept.push(id);
  }
  return { kept, missing: lacking.map(({ id }) => id).filter((id) => !kept.includes(id)) };
}
