import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { cancelLine } from "../outbox/cancel.js";
import { messageUnknown } from "./send-errors.js";
import { type MessageStatus, statusOf } from "./status.js";

/**
 * A person saw to the failures of a message (the letter was printed, the patient was called…): it leaves the list of what is to be done, and
 * the journal says who. One that is refused whole is given up: it will not leave any more.
 * @throws {SegurError} `mss.message_not_found`, `mss.nothing_failed`
 */
export async function markHandled(cabinet: OpenCabinet, typed: string): Promise<MessageStatus> {
  const read = async () => {
    const item = await cabinet.outbox.get(typed.trim().toUpperCase());
    if (item === null || item.kind !== "mss.send") throw messageUnknown(typed);
    return { item, status: statusOf(item, await cabinet.fates.of(item.id)) };
  };
  const { item, status } = await read();
  const { id, state, patientId } = item;
  if (!status.recipients.some((each) => each.state === "failed") || (state !== "done" && state !== "refused"))
    throw nothingFailed(id, state);
  if (state === "refused") await cancelLine(cabinet, id);
  else {
    const { actor, clock } = cabinet;
    const at = clock.now().toISOString();
    const traces = [{ kind: "mss.handled" as const, at, actor, patientId: patientId ?? undefined, data: { outbox: id } }];
    if (!(await cabinet.outbox.handled(id, { at, by: actor.userId }, traces))) throw nothingFailed(id, state);
  }
  return (await read()).status;
}

function nothingFailed(id: string, state: string): SegurError {
  const waits = state === "queued" || state === "sending" || state === "uncertain";
  return new SegurError({
    kind: "refused",
    code: "mss.nothing_failed",
    rule: "MSS/UX.30",
    message: `Le message ${id} n'a pas d'échec dont s'occuper.`,
    why: waits ? "Il attend encore, ou il faut d'abord savoir s'il est arrivé." : undefined,
    advice: `Voyez où il en est : segur mss status ${id}`,
    details: { outbox: id },
  });
}
