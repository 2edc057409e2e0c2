import { mailDate } from "../reports/compose.js";
import { deliveryReport } from "../reports/dsn.js";
import { readReceipt } from "../reports/mdn.js";
import { uuidFrom } from "./names.js";

export interface WeekReport {
  readonly kind: "delivered" | "bounce" | "read";
  readonly name: string;
  /** The practice, that wrote. */
  readonly to: string;
  /** The one whom it wrote to. */
  readonly by: string;
  readonly at: Date;
}

/** What became of a message that the practice sent from elsewhere: a delivery, a failure, a receipt. */
export function reportMessage({ kind, name, to, by, at }: WeekReport): Buffer {
  const messageId = `<${uuidFrom("sent", name)}@${to.split("@")[1]}>`;
  const arrivedAt = new Date(at.getTime() - 60_000);
  const original = {
    ...{ queueId: uuidFrom("queue", name).slice(0, 8).toUpperCase(), sender: to, envelopeId: null, messageId, arrivedAt },
    subject: "Avis sur un patient",
    header: [
      `Date: ${mailDate(arrivedAt)}`,
      `From: ${to}`,
      `To: ${by}`,
      "Subject: Avis sur un patient",
      `Message-ID: ${messageId}`,
      "",
    ].join("\r\n"),
  };
  const recipient = { address: by, orcpt: null };
  const id = uuidFrom("report", name);
  if (kind === "read") return readReceipt(original, recipient, to, at, id);
  return kind === "delivered"
    ? deliveryReport(original, [{ ...recipient, action: "delivered", status: "2.0.0", response: "250 2.0.0 Ok" }], at, id)
    : deliveryReport(original, [{ ...recipient, action: "failed", status: "5.1.1", response: "550 5.1.1 User unknown" }], at, id);
}

/** A message that was damaged on its way: raw bytes in its header, an archive announced and no part. */
export function brokenMessage(messageId: string, to: string, at: Date): Buffer {
  return Buffer.concat([
    Buffer.from(`Date: ${mailDate(at)}\r\nFrom: "Laboratoire \xe9`, "latin1"),
    Buffer.from([0x80, 0xff, 0xfe]),
    Buffer.from(
      `<labo\r\nTo: ${to}\r\nSubject: XDM/1.0/DDM+\r\nMessage-ID: ${messageId}\r\nContent-Type: multipart/mixed; boundary=absente\r\n\r\n--autre\r\n\x00\x01UEsDB`,
      "latin1",
    ),
  ]);
}
