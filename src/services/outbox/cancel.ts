import { SegurError } from "../../domain/errors.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OutboxCabinet } from "./attempt.js";
import { lineNotFound, notCancellable } from "./errors.js";
import type { OutboxHandler } from "./handler.js";

/** The line of this number (`O7`, any case). @throws {SegurError} `outbox.not_found` */
export async function findLine(cabinet: Pick<OutboxCabinet, "outbox">, id: string): Promise<OutboxItem> {
  const item = await cabinet.outbox.get(id.trim().toUpperCase());
  if (item === null) throw lineNotFound(id);
  return item;
}

/** What is on its way, may have arrived or has ended is not asked about. @throws {SegurError} `outbox.not_cancellable` */
export function requireCancellable(item: OutboxItem): void {
  if (item.state !== "queued" && item.state !== "refused") throw notCancellable(item);
}

/**
 * Gives up a line that has certainly not left; the journal says who did. What was tried, and reached nobody, is a failure when it is given
 * up (TBB/va1.05: failures are counted); what was never tried is no sending at all.
 * @param handler of the kind of the line, which says what counts of it; absent: nothing does, the line is written again
 * @throws {SegurError} `outbox.not_cancellable`
 */
export async function cancelLine(
  cabinet: OutboxCabinet,
  id: string,
  handler?: Pick<OutboxHandler, "describe">,
): Promise<OutboxItem> {
  const item = await findLine(cabinet, id);
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const patientId = item.patientId ?? undefined;
  const exchange = handler === undefined ? undefined : await failureOf(handler, item);
  const data = { outbox: item.id, ...(exchange === undefined ? {} : { exchange }) };
  const done = await cabinet.outbox.cancel(item.id, at, [{ kind: "outbox.cancelled", at, actor, patientId, data }]);
  const now = await findLine(cabinet, item.id);
  if (!done) throw notCancellable(now);
  return now;
}

/** Of a line that is refused, the journal said it when it was. A line that cannot be read is given up all the same. */
async function failureOf(handler: Pick<OutboxHandler, "describe">, item: OutboxItem): Promise<unknown> {
  if (item.state !== "queued" || item.attempts === 0 || item.lastError === null) return undefined;
  try {
    return (await handler.describe(item, { state: "refused", code: item.lastError.code, arrived: [] })).exchange;
  } catch (error) {
    if (error instanceof SegurError) return undefined;
    throw error;
  }
}
