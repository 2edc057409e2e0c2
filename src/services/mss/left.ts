import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** Whether somebody has a message, or may have it: anything but a line that certainly stayed here. */
export async function hasLeft({ fates }: Pick<OpenCabinet, "fates">, { id, state }: OutboxItem): Promise<boolean> {
  if (!["queued", "refused", "cancelled"].includes(state)) return true;
  return (await fates.of(id)).some((fate) => fate.state !== "failed") || (await fates.mayHaveArrived(id));
}

/** The first message (`O3`) by which a document has left, or may have; null: nobody has it by MSSanté. */
export async function sentBy(cabinet: Pick<OpenCabinet, "fates" | "outbox">, documentId: string): Promise<string | null> {
  for (const line of await cabinet.outbox.carrying(documentId)) {
    if (line.kind === "mss.send" && (await hasLeft(cabinet, line))) return line.id;
  }
  return null;
}
