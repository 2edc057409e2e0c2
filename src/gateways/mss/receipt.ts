import MimeNode from "nodemailer/lib/mime-node";
import { messageInvalid } from "./errors.js";
import { address, bodyText, isAddress, isMessageId, label, messageId, oneLine, token } from "./header-values.js";
import { nodeOptions } from "./node.js";
import type { ReceiptRequest } from "./port.js";

export interface ReceiptAuthor {
  readonly address: string;
  readonly label: string;
  readonly nil: string | null;
  readonly messageId: string;
  readonly date: Date;
  /** `segur 1.0.0`. */
  readonly product: string;
}

/**
 * A person has read a message and says so (RFC 8098, MSS/UX.34). What comes from the message that was received is only repeated when it
 * has the right form: it is a stranger's.
 * @throws {SegurError} `mss.message_invalid`
 */
export function receiptNode(request: ReceiptRequest, by: ReceiptAuthor): MimeNode {
  const to = request.notifyTo.filter(isAddress);
  if (to.length === 0) throw messageInvalid("Disposition-Notification-To");
  const from = address(by.address, "From");
  const original = isMessageId(request.messageId) ? request.messageId : null;
  const options = nodeOptions(by.messageId);
  const root = new MimeNode("multipart/report; report-type=disposition-notification", options);
  root.setHeader([
    { key: "From", value: { name: label(by.label), address: from } },
    { key: "To", value: to.map((each) => ({ name: "", address: each })) },
    { key: "Subject", value: `Lu : ${oneLine(request.subject)}` },
    { key: "Message-ID", value: messageId(by.messageId, "Message-ID") },
    ...(original === null
      ? []
      : [
          { key: "In-Reply-To", value: original },
          { key: "References", value: original },
        ]),
    { key: "Date", value: by.date },
    { key: "Auto-Submitted", value: "auto-replied" },
    ...(by.nil === null ? [] : [{ key: "X-MSS-NIL", value: token(by.nil, "X-MSS-NIL") }]),
    { key: "MIME-Version", value: "1.0" },
  ]);
  part(root, options, "text/plain; charset=utf-8", `Le message adressé à ${from} a été affiché.\r\n`, "quoted-printable");
  part(
    root,
    options,
    "message/disposition-notification",
    [
      `Reporting-UA: ${oneLine(by.product).replace(/[^\x20-\x7e]/g, "?")}`,
      `Final-Recipient: rfc822;${from}`,
      ...(original === null ? [] : [`Original-Message-ID: ${original}`]),
      "Disposition: manual-action/MDN-sent-manually; displayed",
      "",
    ].join("\r\n"),
  );
  if (original !== null) part(root, options, "text/rfc822-headers", `Message-ID: ${original}\r\n`);
  return root;
}

function part(root: MimeNode, options: ReturnType<typeof nodeOptions>, type: string, text: string, encoding = "7bit"): void {
  const node = root.createChild(type, options);
  node.setHeader("Content-Transfer-Encoding", encoding);
  node.setContent(bodyText(text));
}
