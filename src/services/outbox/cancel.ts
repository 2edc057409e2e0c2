import type { OutboxItem } from "../../store/outbox.port.js";
import type { OutboxCabinet } from "./attempt.js";
import { lineNotFound, notCancellable } from "./errors.js";

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

/** Gives up a line that has certainly not left; the journal says who did. @throws {SegurError} `outbox.not_cancellable` */
export async function cancelLine(cabinet: OutboxCabinet, id: string): Promise<OutboxItem> {
  const item = await findLine(cabinet, id);
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const patientId = item.patientId ?? undefined;
  const done = await cabinet.outbox.cancel(item.id, at, [
    { kind: "outbox.cancelled", at, actor, patientId, data: { outbox: item.id } },
  ]);
  const now = await findLine(cabinet, item.id);
  if (!done) throw notCancellable(now);
  return now;
}
