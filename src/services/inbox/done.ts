import { SegurError } from "../../domain/errors.js";
import type { Received } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolveReceived } from "./reference.js";

type Cabinet = Pick<OpenCabinet, "inbox" | "clock" | "actor">;

/**
 * A person saw to a message that has nothing to file: it was answered, or what could not be read of it was asked for again. It leaves the
 * list of what waits; it stays in the inbox, and the journal says who. Twice is once. @throws {SegurError} `inbox.not_found`, `inbox.done_documents`
 */
export async function markMessageDone(cabinet: Cabinet, typed: string, done = true): Promise<Received> {
  const { message } = await resolveReceived(cabinet, typed);
  if (message.documents.length > 0 && message.problem === null) throw hasDocuments(message.id);
  await putAway(cabinet, message, done);
  return { ...message, done };
}

/** A message that was answered: its words wait no more. One that has documents waits for what is decided of them. */
export async function markAnswered(cabinet: Cabinet, message: Received): Promise<void> {
  if (message.kind === "text" && message.documents.length === 0) await putAway(cabinet, message, true);
}

async function putAway({ inbox, clock, actor }: Cabinet, { id }: Received, done: boolean): Promise<void> {
  const at = clock.now().toISOString();
  const data = { received: id, to: done ? "done" : "reopened", byHand: true };
  await inbox.markDone(id, done, at, [{ kind: "inbox.decided", at, actor, code: done ? "done" : "reopened", data }]);
}

function hasDocuments(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.done_documents",
    message: `${id} a un document : c'est de lui qu'il faut décider.`,
    advice: `Classez-le, ou écartez-le avec un motif : segur inbox classify ${id}`,
  });
}
