import { randomBytes } from "node:crypto";
import { domainOf } from "../../domain/message/address.js";
import { givenNameShown, type Sender, senderLabel, senderSignature } from "../../domain/message/sender-label.js";
import { messageText } from "../../domain/message/text.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { numberSetting, textSetting } from "../dmp/subject.js";
import { type PreparedAttachments, prepareAttachments } from "./attachments.js";
import { messageAuthor } from "./author.js";
import type { Mailbox } from "./mailbox.port.js";
import type { MessagePayload, MessageSubject } from "./payload.js";
import type { SendPlan } from "./plan.js";
import { contactMissing, tooBig } from "./send-errors.js";

export interface WrittenMessage {
  readonly item: OutboxItem;
  readonly warnings: readonly string[];
}

/**
 * Composes the message of a plan, once: its bytes are in the store and its line in the outbox when it resolves, and nothing has left. Its
 * size is that of these bytes, compared with what the operator and Mon espace santé take (mss.md §1.5).
 * @throws {SegurError} `mss.too_big`, `mss.contact_missing`, what the attachments throw
 */
export async function writeMessage(cabinet: OpenCabinet, plan: SendPlan, signal: AbortSignal): Promise<WrittenMessage> {
  const { audience, from, recipients, patient, subject, action, replaces, readReceipt } = plan;
  const mailbox = await cabinet.mailbox();
  const contact = mailbox.kind === "APP" ? await textSetting(cabinet, "mss.contact") : null;
  if (mailbox.kind === "APP" && contact === null) throw contactMissing();
  const attached =
    plan.documents.length === 0
      ? null
      : await prepareAttachments(cabinet, {
          documents: plan.documents,
          action,
          author: await messageAuthor(cabinet),
          softwareName: mailbox.software,
        });
  const sender = await senderOf(cabinet, mailbox);
  const label = typeof sender === "string" ? sender : senderLabel(sender);
  const messageId = `<${cabinet.ids.uuid()}@${domainOf(from)}>`;
  const composer = await cabinet.composer();
  const previous = replaces !== null && action !== null ? replaces.key : null;
  const composed = composer.compose({
    audience,
    from: { address: from, label },
    to: recipients,
    replyTo: contact,
    subject,
    text: messageText({
      audience,
      written: plan.body,
      documents: plan.documents.map(({ title, actDate }) => ({ title, actDate })),
      action,
      signature: senderSignature(sender),
      automatic: contact === null ? null : { contact },
      endOfExchange: plan.endOfExchange,
    }),
    messageId,
    inReplyTo: previous,
    references: previous === null ? [] : [previous],
    date: cabinet.clock.now(),
    readReceipt,
    nil: mailbox.nil,
    documents: attached === null ? null : { cdaCodes: attached.cdaCodes, insQualified: attached.insQualified },
    endOfExchange: plan.endOfExchange,
    attachments: attached?.attachments ?? [],
  });
  const { id: content, size } = await cabinet.contents.write(composed);
  await requireRoom(cabinet, plan, size, signal);
  const payload: MessagePayload = {
    ...{ version: 1, audience, from, recipients, subject, size, readReceipt },
    envelopeId: randomBytes(18).toString("hex"),
    types: plan.documents.map(({ type }) => type.code),
    about: attached === null ? null : aboutOf(attached),
    replaces: replaces?.id ?? null,
  };
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const documents = plan.documents.map(({ id }) => id);
  const patientId = patient?.id ?? null;
  const superseded = replaces !== null && ["queued", "refused"].includes(replaces.state) ? [replaces.id] : [];
  const item = await cabinet.outbox.add(
    {
      kind: "mss.send",
      key: messageId,
      patientId,
      documents,
      payload,
      contents: [content],
      createdAt: at,
      createdBy: actor.userId,
    },
    ({ id }): NewTrace[] => [
      {
        ...{ kind: "outbox.queued", at, actor, patientId: patientId ?? undefined },
        data: { outbox: id, kind: "mss.send", documents },
      },
      ...superseded.map(
        (outbox): NewTrace => ({ kind: "outbox.cancelled", at, actor, patientId: patientId ?? undefined, data: { outbox } }),
      ),
    ],
    superseded,
  );
  if (item === null) throw new Error("a Message-ID was drawn twice");
  return { item, warnings: attached?.warnings ?? [] };
}

function aboutOf({ patient: { identity }, insSent }: PreparedAttachments): MessageSubject {
  const { birthName, firstBirthGivenName, birthDate } = identity.traits;
  return { ins: insSent ? identity.ins : null, birthName, firstBirthGivenName, birthDate };
}

/** The label of the address of who sends. */
export async function labelOf(cabinet: OpenCabinet, mailbox: Mailbox): Promise<string> {
  const sender = await senderOf(cabinet, mailbox);
  return typeof sender === "string" ? sender : senderLabel(sender);
}

/** `mss.label` as it is, else who is in session and where they practise (ECO.2.2.7). */
async function senderOf(cabinet: OpenCabinet, { kind }: Mailbox): Promise<Sender | string> {
  const set = await textSetting(cabinet, "mss.label");
  if (set !== null) return set;
  const entity = await textSetting(cabinet, "structure.name");
  const { session } = cabinet;
  const professional = session?.session.psc?.professional ?? null;
  const familyName = professional?.familyName ?? session?.user.settings.familyName ?? null;
  if (kind !== "PER" || familyName === null) return { type: "ORG", entity: entity ?? cabinet.info.name };
  const givenName = professional?.givenName ?? session?.user.settings.givenName ?? "";
  const title = (professional?.profession ?? (session?.user.role === "medecin" ? "10" : null)) === "10" ? "Dr" : null;
  return { type: "PER", title, givenName: givenNameShown(givenName), familyName, entity };
}

/** An operator that does not answer stops nothing here: the line will wait, and its limit is read again when it leaves. */
async function requireRoom(
  cabinet: OpenCabinet,
  { audience, documents }: SendPlan,
  size: number,
  signal: AbortSignal,
): Promise<void> {
  const ids = documents.map(({ id }) => id);
  const most = audience === "patient" ? await numberSetting(cabinet, "mss.maxPatientBytes") : null;
  if (most !== null && size > most) throw tooBig(size, most, audience, ids);
  const client = await cabinet.mss();
  const announced = await client.submission(signal).catch(() => null);
  if (announced?.maxSize != null && size > announced.maxSize) throw tooBig(size, announced.maxSize, "professional", ids);
}
