import { isAddress, isMessageId, oneLine } from "./header-values.js";
import type { ReceiptRequest, Report } from "./port.js";
import { said } from "./said.js";

/** What was fetched of a message that may be a report: some headers, and the texts of a few small parts. */
export interface FetchedMessage {
  readonly uid: number;
  /** Names in lower case; the first of each. Unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** `multipart/report` and the like, lower case. */
  readonly type: string;
  /** `report-type`, lower case. */
  readonly reportType: string | null;
  readonly subject: string;
  readonly from: string;
  readonly messageId: string | null;
  readonly date: string | null;
  readonly parts: readonly { readonly type: string; readonly text: string; readonly messageId?: string | null }[];
}

/** A report names no more recipients than a message can have. */
const MOST_RECIPIENTS = 1_000;
const LONGEST_TEXT = 4_000;

/** The report that a message is, or null. Pure, and lenient: half a report says half. Never throws. */
export function readReport(message: FetchedMessage): Report | null {
  const status = message.parts.find(
    ({ type }) => type === "message/delivery-status" || type === "message/global-delivery-status",
  );
  if (status !== undefined) return deliveryReport(message, status.text);
  const disposition = message.parts.find(
    ({ type }) => type === "message/disposition-notification" || type === "message/global-disposition-notification",
  );
  if (disposition !== undefined) return dispositionReport(message, disposition.text);
  if (!isBounce(message)) return null;
  const bounce = bounceReport(message);
  // A subject is anybody's words (« Non remis en main propre »): who sends back, or a message that comes back, is needed beside it.
  return isSentBack(message) || bounce.messageId !== null ? bounce : null;
}

function deliveryReport(message: FetchedMessage, text: string): Report {
  const [about, ...blocks] = fieldBlocks(text);
  // Without the fields of the message, the first block is already a recipient's.
  const recipients = about?.has("action") === true ? [about, ...blocks] : blocks;
  return {
    uid: message.uid,
    kind: "dsn",
    envelopeId: identifier(about?.get("original-envelope-id")),
    messageId: originalMessageId(message),
    ...senderOf(message),
    recipients: recipients
      .filter((fields) => fields.has("action"))
      .slice(0, MOST_RECIPIENTS)
      .map((fields) => ({
        address: addressOf(fields.get("original-recipient")) ?? addressOf(fields.get("final-recipient")),
        action: word(fields.get("action")),
        status: /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fields.get("status") ?? "")?.[1] ?? null,
        diagnostic: diagnosticOf(fields.get("diagnostic-code")),
      })),
    text: null,
  };
}

function dispositionReport(message: FetchedMessage, text: string): Report {
  const fields = new Map(fieldBlocks(text).flatMap((block) => [...block]));
  // `manual-action/MDN-sent-manually; processed/Error: 902^…` (mss.md §1.7)
  const disposition = /;\s*([a-z-]+)(?:\s*\/\s*(.*))?/i.exec(fields.get("disposition") ?? "");
  const details = [disposition?.[2], fields.get("error"), fields.get("failure")].filter((part) => part !== undefined);
  return {
    uid: message.uid,
    kind: "mdn",
    envelopeId: null,
    messageId: messageIdIn(fields.get("original-message-id")) ?? originalMessageId(message),
    ...senderOf(message),
    recipients: [
      {
        address: addressOf(fields.get("original-recipient")) ?? addressOf(fields.get("final-recipient")),
        action: word(disposition?.[1]),
        status: null,
        diagnostic: details.length === 0 ? null : said(details.join(" ")),
      },
    ],
    text: null,
  };
}

/** Mon espace santé answers with a plain message whose words are not published (mss.md §9): patterns of the settings judge the text. */
function bounceReport(message: FetchedMessage): Report {
  const text = message.parts.map((part) => part.text).join("\n");
  const addresses = new Set(
    text.match(/[^\s<>"'(),;:]{1,64}@[^\s<>"'(),;]{1,190}/g)?.map((found) => found.replace(/[.!?]+$/, "")),
  );
  const recipients = [...addresses].filter((address) => /@patient\.mssante\.fr$/i.test(address) && isAddress(address));
  return {
    uid: message.uid,
    kind: "bounce",
    envelopeId: null,
    messageId: originalMessageId(message),
    ...senderOf(message),
    recipients: recipients
      .slice(0, MOST_RECIPIENTS)
      .map((address) => ({ address, action: "failed", status: null, diagnostic: null })),
    text: `${oneLine(message.subject)}\n${text}`.slice(0, LONGEST_TEXT),
  };
}

const BOUNCE_SUBJECT =
  /^\s*(?:message non distribu|undeliver|returned mail|mail delivery (?:failed|failure)|delivery status notification|failure notice|échec de (?:la )?remise|non remis)/i;
const DAEMON = /^(?:mailer-daemon|postmaster|no-?reply|ne-pas-repondre)@/i;

function isBounce({ subject, from, headers }: FetchedMessage): boolean {
  if (BOUNCE_SUBJECT.test(subject)) return true;
  return headers.get("return-path")?.trim() === "<>" && /^(?:mailer-daemon|postmaster)@/i.test(from);
}

/** Without a return path (RFC 5321 §4.5.5), or by a machine. */
function isSentBack({ from, headers }: FetchedMessage): boolean {
  return headers.get("return-path")?.trim() === "<>" || DAEMON.test(from);
}

/** True when the parts of such a message are worth fetching. */
export function mayBeReport(message: Omit<FetchedMessage, "parts">): boolean {
  return message.type === "multipart/report" || isBounce({ ...message, parts: [] });
}

/** Somebody asks for a receipt (RFC 8098 §2.1), or null. */
export function readRequest(message: Omit<FetchedMessage, "parts">): ReceiptRequest | null {
  const asked = message.headers.get("disposition-notification-to");
  if (asked === undefined || message.messageId === null) return null;
  const notifyTo = addressesIn(asked);
  if (notifyTo.length === 0) return null;
  return {
    uid: message.uid,
    messageId: message.messageId,
    from: message.from,
    notifyTo,
    returnPath: senderOf(message).returnPath,
    subject: oneLine(message.subject),
    date: message.date,
    automatic: isAutomatic(message),
  };
}

function senderOf({ from, headers }: Omit<FetchedMessage, "parts">): Pick<Report, "from" | "returnPath"> {
  const returnPath = headers.get("return-path");
  return { from: known(from), returnPath: returnPath === undefined ? null : (addressesIn(returnPath)[0] ?? "") };
}

/** The Message-ID that a person answers (RFC 5322 §3.6.4); null for a report, and for what a machine sent. */
export function readReply(message: Omit<FetchedMessage, "parts">): string | null {
  return isAutomatic(message) ? null : messageIdIn(message.headers.get("in-reply-to"));
}

/** RFC 3834 §2, RFC 8098 §2.1: a report, or what a machine sent, is never answered. */
function isAutomatic({ type, headers, from, subject }: Omit<FetchedMessage, "parts">): boolean {
  const submitted = headers.get("auto-submitted");
  return (
    type === "multipart/report" ||
    (submitted !== undefined && !/^\s*no\b/i.test(submitted)) ||
    /^\s*(?:bulk|junk|list)\b/i.test(headers.get("precedence") ?? "") ||
    headers.has("list-id") ||
    headers.get("return-path")?.trim() === "<>" ||
    DAEMON.test(from) ||
    BOUNCE_SUBJECT.test(subject)
  );
}

/** Blocks of fields that an empty line parts; folded lines are unfolded; the first of each name counts. */
function fieldBlocks(text: string): ReadonlyMap<string, string>[] {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n+/)
    .slice(0, MOST_RECIPIENTS + 1)
    .map(readFields)
    .filter((fields) => fields.size > 0);
}

/** Fields of a header or of a block of a report. */
export function readFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text
    .replace(/\r\n?/g, "\n")
    .replace(/\n[ \t]+/g, " ")
    .split("\n")) {
    const at = line.indexOf(":");
    const name = line.slice(0, Math.max(at, 0)).trim().toLowerCase();
    if (/^[!-9;-~]+$/.test(name) && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
  }
  return fields;
}

function originalMessageId(message: FetchedMessage): string | null {
  for (const part of message.parts) {
    if (part.messageId) return part.messageId;
    if (part.type === "text/rfc822-headers" || part.type === "message/rfc822") {
      const found = messageIdIn(readFields(part.text.split(/\r?\n\r?\n/, 1)[0] ?? "").get("message-id"));
      if (found !== null) return found;
    }
  }
  for (const header of ["in-reply-to", "references"]) {
    const found = messageIdIn(message.headers.get(header)?.split(/\s+/).at(-1));
    if (found !== null) return found;
  }
  const quoted = message.parts
    .map(({ text }) => /^[ \t]*message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,600}>)/im.exec(text)?.[1])
    .find(Boolean);
  return messageIdIn(quoted);
}

function messageIdIn(text: string | undefined): string | null {
  const id = /<[^<>\s]+>/.exec(text ?? "")?.[0] ?? text?.trim() ?? "";
  return isMessageId(id) ? id : null;
}

/** `rfc822; address`, with what RFC 3461 encodes (`+2B`) decoded. */
function addressOf(field: string | undefined): string | null {
  const text = (field ?? "")
    .replace(/^[^;@]*;/, "")
    .trim()
    .replace(/^<(.*)>$/, "$1");
  const decoded = text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return known(decoded) ?? known(text);
}

function known(address: string): string | null {
  return isAddress(address) ? address : null;
}

/** Addresses of a header, whatever the names around them. */
export function addressesIn(header: string): string[] {
  const found = header
    .slice(0, LONGEST_TEXT)
    .replace(/"(?:[^"\\]|\\.)*"/g, " ")
    .match(/[^\s<>,;:()"]{1,64}@[^\s<>,;:()"]{1,190}/g);
  return [...new Set(found ?? [])].filter(isAddress).slice(0, 20);
}

function identifier(text: string | undefined): string | null {
  return text !== undefined && /^[!-~]{1,200}$/.test(text) ? text : null;
}

function word(text: string | undefined): string {
  return /^[a-z-]+/.exec((text ?? "").trim().toLowerCase())?.[0] ?? "unknown";
}

function diagnosticOf(text: string | undefined): string | null {
  const words = said((text ?? "").replace(/^\s*[\w-]+\s*;/, ""));
  return words === "" ? null : words;
}
