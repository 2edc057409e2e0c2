import { SegurError } from "../../domain/errors.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { attempt } from "../outbox/attempt.js";
import { cancelLine } from "../outbox/cancel.js";
import { interrupted } from "../outbox/errors.js";
import { hasLeft } from "./left.js";
import { mailboxRefused } from "./mailbox-errors.js";
import type { SendPlan } from "./plan.js";
import { SENT_COPY_MISSING } from "./send-errors.js";
import { sendHandler } from "./send-handler.js";
import { keepMissingCopies } from "./sent-copies.js";
import { type MessageStatus, statusOf } from "./status.js";
import { writeMessage } from "./write.js";

/** What became of a message that was just written. */
export interface Sent {
  readonly item: OutboxItem;
  readonly status: MessageStatus;
  /** `queued` and `uncertain` wait in the outbox, `refused` for a person. */
  readonly outcome: "done" | "queued" | "uncertain" | "refused";
  readonly error: SegurError | null;
  readonly warnings: readonly string[];
}

/**
 * Writes the message of a plan in the outbox, with all its bytes, then sends it. A service that does not answer leaves it there; an answer
 * that was lost is looked for once, at once. What the mailbox refuses to its sender is not kept. @throws {SegurError} what stops it before anything is written; `outbox.interrupted`
 */
export async function sendMessage(cabinet: OpenCabinet, plan: SendPlan, signal: AbortSignal): Promise<Sent> {
  const { item, warnings } = await writeMessage(cabinet, plan, signal);
  const handlers = { "mss.send": sendHandler(cabinet) };
  let last = await attempt(cabinet, handlers, item.id, signal);
  if (last.outcome === "uncertain" && !signal.aborted) last = await attempt(cabinet, handlers, item.id, signal);
  if (signal.aborted && last.outcome !== "done") throw interrupted(item.id);
  // Who may not open the mailbox asks again once that is mended: a letter for each try would leave with it.
  if (last.outcome === "queued" && last.error?.kind === "auth" && !(await hasLeft(cabinet, last.item))) {
    await cancelLine(cabinet, item.id);
    throw mailboxRefused(last.error, plan.from, cabinet.session?.user ?? null);
  }
  const common = { item: last.item, status: statusOf(last.item, await cabinet.fates.of(item.id)) };
  if (last.error?.code === SENT_COPY_MISSING) {
    const { message, advice } = last.error;
    return { ...common, outcome: "done", error: null, warnings: [...warnings, `${message} ${advice}`] };
  }
  const outcome = last.outcome === "held" ? "queued" : last.outcome;
  // The mailbox answers: what could not be put in Sent earlier is.
  if (outcome === "done") await keepMissingCopies(cabinet, signal).catch(laterInstead);
  return { ...common, outcome, error: last.error, warnings: [...warnings, ...(last.delivery?.warnings ?? [])] };
}

/** This message has left: what keeps an older copy from its folder is told by `mss status`. */
function laterInstead(error: unknown): void {
  if (!(error instanceof SegurError)) throw error;
}
