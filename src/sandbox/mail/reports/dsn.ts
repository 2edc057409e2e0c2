import { randomUUID } from "node:crypto";
import { OPERATOR_HOST } from "../names.js";
import { DAEMON, mailDate, message, multipart, type Original, type OriginalRecipient, originalHeaders } from "./compose.js";

/** What became of one recipient, in the words of RFC 3464 §2.3. */
export interface Outcome extends OriginalRecipient {
  readonly action: "delivered" | "failed" | "delayed";
  /** `5.1.1` */
  readonly status: string;
  /** What the next server answered: `550 5.1.1 …`. */
  readonly response: string;
}

const SUBJECTS = {
  delivered: "Successful Mail Delivery Report",
  failed: "Undelivered Mail Returned to Sender",
  delayed: "Delayed Mail (still being retried)",
} as const;
const SAYINGS = {
  delivered: "Your message was successfully delivered to the destination(s) listed below.",
  failed: "I'm sorry to have to inform you that your message could not be delivered to one or more recipients.",
  delayed: "Your message could not be delivered for the moment. It will be retried.\r\nYou don't need to resend your message.",
} as const;

/** A delivery status notification (RFC 3461, RFC 3464) as Postfix writes it (mss.md §1.7). All outcomes have the same action. */
export function deliveryReport(
  original: Original,
  outcomes: readonly [Outcome, ...Outcome[]],
  at: Date,
  id: string = randomUUID(),
): Buffer {
  const { action } = outcomes[0];
  const boundary = `${original.queueId}.${at.getTime()}/${OPERATOR_HOST}`;
  const human = [
    `This is the mail system at host ${OPERATOR_HOST}.`,
    "",
    SAYINGS[action],
    "",
    ...outcomes.map(({ address, response }) => `<${address}>: ${response}`),
  ].join("\r\n");
  const status = [
    `Reporting-MTA: dns; ${OPERATOR_HOST}`,
    ...(original.envelopeId === null ? [] : [`Original-Envelope-Id: ${original.envelopeId}`]),
    `Arrival-Date: ${mailDate(original.arrivedAt)}`,
    ...outcomes.flatMap((one) => [
      "",
      `Final-Recipient: rfc822; ${one.address}`,
      `Original-Recipient: ${one.orcpt ?? `rfc822;${one.address}`}`,
      `Action: ${one.action}`,
      `Status: ${one.status}`,
      `Diagnostic-Code: smtp; ${one.response}`,
    ]),
  ].join("\r\n");
  return message(
    [
      ["Return-Path", "<>"],
      ["Date", mailDate(at)],
      ["From", DAEMON],
      ["Subject", SUBJECTS[action]],
      ["To", original.sender],
      ["Auto-Submitted", "auto-replied"],
      ["MIME-Version", "1.0"],
      ["Content-Type", `multipart/report; report-type=delivery-status;\r\n\tboundary="${boundary}"`],
      ["Message-ID", `<${id}@${OPERATOR_HOST}>`],
    ],
    multipart(boundary, [
      ["Content-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii", human],
      ["Content-Description: Delivery report\r\nContent-Type: message/delivery-status", status],
      originalHeaders(original),
    ]),
  );
}
