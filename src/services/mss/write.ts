import { randomBytes } from "node:crypto";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { PreparedAttachments } from "./attachments.js";
import { composeMessage } from "./compose.js";
import { overlaps } from "./earlier.js";
import { alreadyWaiting } from "./earlier-errors.js";
import type { MessagePayload, MessageSubject } from "./payload.js";
import type { SendPlan } from "./plan.js";
import { isOpen } from "./replaces.js";

export interface WrittenMessage {
  readonly item: OutboxItem;
  readonly warnings: readonly string[];
}

/**
 * Writes the message of a plan, once: its bytes are in the store and its line in the outbox when it resolves, and nothing has left. What it
 * replaces without having left is given up in the same transaction; another process that wrote the same message meanwhile is told of.
 * @throws {SegurError} `mss.already_queued`, what {@link composeMessage} throws
 */
export async function writeMessage(cabinet: OpenCabinet, plan: SendPlan, signal: AbortSignal): Promise<WrittenMessage> {
  const { audience, from, recipients, patient, subject, replaces, readReceipt } = plan;
  const composed = await composeMessage(cabinet, plan, (source) => cabinet.contents.write(source), signal);
  const { messageId, kept, attached } = composed;
  const payload: MessagePayload = {
    ...{ version: 1, audience, from, recipients, subject, size: kept.size, readReceipt },
    envelopeId: randomBytes(18).toString("hex"),
    types: plan.documents.map(({ type }) => type.code),
    about: attached === null ? null : aboutOf(attached),
    replaces: replaces?.item.id ?? null,
  };
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const documents = plan.documents.map(({ id }) => id);
  const patientId = patient?.id ?? null;
  const superseded = replaces !== null && isOpen(replaces.item) ? [replaces.item.id] : [];
  const about = { at, actor, patientId: patientId ?? undefined };
  const item = await cabinet.outbox.add(
    {
      ...{ kind: "mss.send", key: messageId, patientId, documents, payload },
      ...{ contents: [kept.id], createdAt: at, createdBy: actor.userId },
    },
    ({ id }): NewTrace[] => [
      {
        ...{ kind: "outbox.queued", ...about },
        data: { outbox: id, kind: "mss.send", documents, ...(plan.thread === null ? {} : { answers: plan.thread.message }) },
      },
      ...superseded.map((outbox): NewTrace => ({ kind: "outbox.cancelled", ...about, data: { outbox } })),
    ],
    superseded,
    (carrying) => requireNoneNewer(plan, carrying),
  );
  if (item === null) throw new Error("a Message-ID was drawn twice");
  return { item, warnings: attached?.warnings ?? [] };
}

/** Two people, or two windows, that ask for the same at the same time: the first one's leaves. */
function requireNoneNewer({ seen, recipients, documents, replaces }: SendPlan, carrying: readonly OutboxItem[]): void {
  const addresses = recipients.map(({ address }) => address);
  const ids = documents.map(({ id }) => id);
  const newer = carrying.filter((line) => !seen.has(line.id) && overlaps(line, addresses, replaces?.item.id ?? null));
  if (newer.length > 0)
    throw alreadyWaiting(newer.map((line) => ({ line: line.id, documents: ids.filter((id) => line.documents.includes(id)) })));
}

function aboutOf({ patient: { identity }, insSent }: PreparedAttachments): MessageSubject {
  const { birthName, firstBirthGivenName, birthDate } = identity.traits;
  return { ins: insSent ? identity.ins : null, birthName, firstBirthGivenName, birthDate };
}
