import { Readable } from "node:stream";
import MimeNode from "nodemailer/lib/mime-node";
import type { MessageAttachment, MessageDraft } from "../../domain/message/send.js";
import { messageInvalid } from "./errors.js";
import { address, bodyText, fileName, label, messageId, oneLine, token } from "./header-values.js";
import { nodeOptions } from "./node.js";
import type { MessageComposer } from "./port.js";
import { receiptNode } from "./receipt.js";

/**
 * Composes messages as MSSanté wants them (mss.md §0, rules 6 to 13). Pure: the same draft makes the same bytes, so that a message that is
 * sent again is the same message. Nothing of a draft can become a header of its own.
 * @param product name and version, for the Reporting-UA of a receipt
 */
export function createComposer(product: string): MessageComposer {
  return {
    compose: (draft) => bytesOf(messageNode(draft)),
    receipt: (request, by) => bytesOf(receiptNode(request, { ...by, product })),
  };
}

/** @throws {SegurError} `mss.message_invalid` */
function messageNode(draft: MessageDraft): MimeNode {
  if (draft.to.length === 0) throw messageInvalid("To");
  const from = address(draft.from.address, "From");
  const options = nodeOptions(draft.messageId);
  const root = new MimeNode(draft.attachments.length === 0 ? "text/plain; charset=utf-8" : "multipart/mixed", options);
  root.setHeader([
    { key: "From", value: { name: label(draft.from.label), address: from } },
    { key: "To", value: draft.to.map((to) => ({ name: label(to.name ?? ""), address: address(to.address, "To") })) },
    ...(draft.replyTo === null ? [] : [{ key: "Reply-To", value: { name: "", address: address(draft.replyTo, "Reply-To") } }]),
    { key: "Subject", value: oneLine(draft.subject) },
    { key: "Message-ID", value: messageId(draft.messageId, "Message-ID") },
    ...threadHeaders(draft),
    { key: "Date", value: draft.date },
    // ECO.2.3.1: the report of delivery is asked for here, and by the DSN parameters of the envelope.
    { key: "Return-Receipt-To", value: from },
    ...(draft.readReceipt ? [{ key: "Disposition-Notification-To", value: from }] : []),
    ...mssHeaders(draft),
    { key: "MIME-Version", value: "1.0" },
  ]);
  const text = draft.attachments.length === 0 ? root : root.createChild("text/plain; charset=utf-8", options);
  text.setHeader("Content-Transfer-Encoding", "quoted-printable");
  text.setContent(bodyText(draft.text));
  for (const each of draft.attachments) attach(root, each, options);
  return root;
}

function threadHeaders(draft: MessageDraft): { key: string; value: string }[] {
  const { inReplyTo } = draft;
  const references = draft.references.map((id) => messageId(id, "References"));
  return [
    ...(inReplyTo === null ? [] : [{ key: "In-Reply-To", value: messageId(inReplyTo, "In-Reply-To") }]),
    ...(references.length === 0 ? [] : [{ key: "References", value: references.join(" ") }]),
  ];
}

/** MSS/CONF.14, .15, .16, .21: INS and CODECDA only when an archive goes with the message. */
function mssHeaders({ nil, documents, endOfExchange }: MessageDraft): { key: string; value: string }[] {
  const codes = documents?.cdaCodes.map((code) => token(code, "X-MSS-CODECDA")) ?? [];
  return [
    ...(nil === null ? [] : [{ key: "X-MSS-NIL", value: token(nil, "X-MSS-NIL") }]),
    ...(documents === null ? [] : [{ key: "X-MSS-INS", value: documents.insQualified ? "O" : "N" }]),
    ...(codes.length === 0 ? [] : [{ key: "X-MSS-CODECDA", value: codes.join(",") }]),
    ...(endOfExchange ? [{ key: "X-MSS-MES", value: "FIN" }] : []),
  ];
}

function attach(root: MimeNode, attachment: MessageAttachment, options: ReturnType<typeof nodeOptions>): void {
  if (!/^[a-z]+\/[a-z0-9.+-]+$/i.test(attachment.mediaType)) throw messageInvalid("Content-Type");
  const node = root.createChild(attachment.mediaType, { ...options, filename: fileName(attachment.fileName) });
  node.setHeader("Content-Disposition", "attachment");
  node.setHeader("Content-Transfer-Encoding", "base64");
  node.setContent(Readable.from(chunks(attachment), { objectMode: false }));
}

/** Opened only when its turn comes; an empty chunk would read as the end. */
async function* chunks(attachment: MessageAttachment): AsyncIterable<Uint8Array> {
  for await (const chunk of attachment.open()) if (chunk.length > 0) yield chunk;
}

async function* bytesOf(node: MimeNode): AsyncIterable<Uint8Array> {
  for await (const chunk of node.createReadStream()) yield chunk as Uint8Array;
}
