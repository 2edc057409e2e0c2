import { domainOf } from "../../domain/message/address.js";
import { senderLabel, senderSignature } from "../../domain/message/sender-label.js";
import { messageText } from "../../domain/message/text.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { numberSetting, textSetting } from "../dmp/subject.js";
import { type PreparedAttachments, prepareAttachments } from "./attachments.js";
import { messageAuthor } from "./author.js";
import { senderOf } from "./label.js";
import type { SendPlan } from "./plan.js";
import { contactMissing, tooBig } from "./send-errors.js";

/** Where the bytes of a message are put, or only counted. */
export type Keep<T extends { readonly size: number }> = (source: AsyncIterable<Uint8Array>) => Promise<T>;

export interface Composed<T> {
  readonly messageId: string;
  readonly kept: T;
  /** Null without documents. */
  readonly attached: PreparedAttachments | null;
}

/**
 * Composes the message of a plan: every rule that its bytes obey is asked here, and nothing is written in the outbox. Its size is that of
 * these bytes, compared with what the operator and Mon espace santé take (mss.md §1.5).
 * @throws {SegurError} `mss.too_big`, `mss.contact_missing`, what the attachments throw
 */
export async function composeMessage<T extends { readonly size: number }>(
  cabinet: OpenCabinet,
  plan: SendPlan,
  keep: Keep<T>,
  signal: AbortSignal,
): Promise<Composed<T>> {
  const { audience, from, recipients, subject, action, replaces, readReceipt } = plan;
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
  const previous = replaces !== null && action !== null ? replaces.item.key : null;
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
  const kept = await keep(composed);
  await requireRoom(cabinet, plan, kept.size, signal);
  return { messageId, kept, attached };
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
