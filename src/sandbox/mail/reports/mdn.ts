import { randomUUID } from "node:crypto";
import { MAIL_DOMAIN } from "../names.js";
import { encodeWord, mailDate, message, multipart, type Original, type OriginalRecipient, originalHeaders } from "./compose.js";

/** « J'ai lu » (RFC 8098, mss.md §1.7), from the one who displayed the message to whom it asks to be told. */
export function readReceipt(
  original: Original,
  reader: OriginalRecipient,
  notifyTo: string,
  at: Date,
  id: string = randomUUID(),
): Buffer {
  const boundary = `--_lu-${id}`;
  const notification = [
    "Reporting-UA: bac-a-sable; 1.0",
    `Original-Recipient: ${reader.orcpt ?? `rfc822;${reader.address}`}`,
    `Final-Recipient: rfc822;${reader.address}`,
    ...(original.messageId === null ? [] : [`Original-Message-ID: ${original.messageId}`]),
    "Disposition: manual-action/MDN-sent-manually; displayed",
  ].join("\r\n");
  return message(
    [
      ["Return-Path", "<>"],
      ["Date", mailDate(at)],
      ["From", reader.address],
      ["To", notifyTo],
      ["Subject", encodeWord(`Lu : ${original.subject ?? ""}`)],
      ["Auto-Submitted", "auto-replied"],
      ["In-Reply-To", original.messageId],
      ["References", original.messageId],
      ["Message-ID", `<${id}@${MAIL_DOMAIN}>`],
      ["MIME-Version", "1.0"],
      ["Content-Type", `multipart/report; report-type=disposition-notification;\r\n boundary="${boundary}"`],
    ],
    multipart(boundary, [
      [
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit",
        "Le message a été affiché par son destinataire.",
      ],
      ["Content-Type: message/disposition-notification\r\nContent-Transfer-Encoding: 7bit", notification],
      originalHeaders(original),
    ]),
  );
}
