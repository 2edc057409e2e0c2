import type { Address, Attachment, Email } from "postal-mime";
import { oneLine } from "./header-values.js";
import type { InboxHead, InboxPart } from "./inbox.port.js";
import type { MessageFile, ReadMessageFile } from "./message-file.port.js";
import { type FetchedMessage, mayBeReport, readReport, readRequest } from "./reports.js";

/** Deeper than any honest message; what is deeper is refused rather than read for ever. */
const LIMITS = { maxNestingDepth: 30, maxHeadersSize: 1_000_000, forceRfc822Attachments: true } as const;
const READ = /^(?:text\/(?:plain|rfc822-headers)|message\/(?:(?:global-)?(?:delivery-status|disposition-notification)|rfc822))$/;
/** Of a part of a report that is read, as in a mailbox. */
const MOST_TEXT = 65_536;

/** Reads a message of a file as {@link InboxReader} tells those of a mailbox. */
export const readMessageFile: ReadMessageFile = async (bytes, { now }) => {
  const { default: PostalMime, decodeWords } = await import("postal-mime");
  let email: Email;
  try {
    email = await PostalMime.parse(bytes, LIMITS);
  } catch (error) {
    return { head: unread(bytes, now, faultOf(error)), contents: new Map() };
  }
  const headers = new Map<string, string>();
  for (const { key, value } of email.headers) if (!headers.has(key)) headers.set(key, oneLine(decodeWords(value)));
  if (!["from", "date", "subject", "message-id", "received"].some((name) => headers.has(name))) {
    return {
      head: unread(bytes, now, "Un message (.eml) commence par des en-têtes (From, Date, Subject…) : ce fichier n'en a aucun."),
      contents: new Map(),
    };
  }
  const { parts, contents } = partsOf(email);
  return { head: { ...headOf(email, headers, bytes.length, now), parts, ...reportOf(email, headers) }, contents };
};

/** Which of the {@link LIMITS} the message is beyond. The headers of all its parts count together: thousands of parts are beyond too. */
function faultOf(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  if (/header size/i.test(said))
    return "Ce message a trop de pièces jointes, ou des en-têtes trop longs : plus de 1 Mo d'en-têtes en tout.";
  if (/nesting depth/i.test(said))
    return "Les parties de ce message sont imbriquées sans raison : plus de 30 l'une dans l'autre.";
  return "La structure du message n'est pas lisible.";
}

function unread(bytes: Buffer, now: string, fault: string): InboxHead {
  return {
    ...{ uid: 1, receivedAt: now, size: bytes.length, seen: false, messageId: null, from: { address: "", name: null } },
    ...{ replyTo: null, subject: "", sentAt: null, headers: new Map(), parts: [], report: null, request: null, fault },
  };
}

function headOf(email: Email, headers: ReadonlyMap<string, string>, size: number, now: string) {
  const sentAt = instantOf(email.date);
  // Each relay writes « Received: …; date » at the top: the first one is the last relay's, that of our mailbox.
  const receivedAt = instantOf(/;([^;]*)$/.exec(headers.get("received") ?? "")?.[1]) ?? sentAt ?? now;
  const from = mailboxOf(email.from);
  return {
    ...{ uid: 1, receivedAt, size, seen: false, messageId: email.messageId ?? null, headers, sentAt, fault: null },
    from: { address: from?.address ?? "", name: from === null || from.name === "" ? null : from.name },
    replyTo: mailboxOf(email.replyTo?.[0])?.address ?? null,
    subject: oneLine(email.subject ?? ""),
  };
}

function mailboxOf(address: Address | undefined): { readonly address: string; readonly name: string } | null {
  if (address === undefined) return null;
  const one = address.group === undefined ? address : address.group[0];
  return one === undefined ? null : { address: one.address ?? "", name: one.name };
}

function instantOf(text: string | undefined): string | null {
  const at = new Date(text?.trim() ?? "");
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The two forms of the text, then each file, in the order of the message. */
function partsOf(email: Email): { readonly parts: readonly InboxPart[]; readonly contents: MessageFile["contents"] } {
  const parts: InboxPart[] = [];
  const contents = new Map<string, Buffer>();
  const add = (about: Pick<InboxPart, "mediaType" | "fileName" | "charset" | "disposition">, content: Buffer) => {
    const part = String(parts.length + 1);
    parts.push({ ...about, part, size: content.length });
    contents.set(part, content);
  };
  const text = { fileName: null, charset: "utf-8", disposition: null };
  if (email.text !== undefined) add({ ...text, mediaType: "text/plain" }, Buffer.from(email.text));
  if (email.html !== undefined) add({ ...text, mediaType: "text/html" }, Buffer.from(email.html));
  for (const each of email.attachments) {
    const name = each.filename === null ? "" : oneLine(each.filename.replace(/^.*[/\\]/, ""));
    const disposition = each.disposition === "inline" ? "inline" : "attachment";
    add({ mediaType: each.mimeType.toLowerCase(), fileName: name || null, charset: null, disposition }, bytesOf(each));
  }
  return { parts, contents };
}

function bytesOf({ content }: Attachment): Buffer {
  if (typeof content === "string") return Buffer.from(content);
  return content instanceof ArrayBuffer
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** A report of an operator or of a reader, or a receipt that is asked of us, as in a mailbox. */
function reportOf(email: Email, headers: ReadonlyMap<string, string>): Pick<InboxHead, "report" | "request"> {
  const type = headers.get("content-type") ?? "";
  const about = {
    ...{ uid: 1, headers, subject: email.subject ?? "", from: mailboxOf(email.from)?.address ?? "" },
    ...{ type: (type.split(";")[0] ?? "").trim().toLowerCase(), messageId: email.messageId ?? null, date: instantOf(email.date) },
    reportType: /report-type\s*=\s*"?([\w-]+)/i.exec(type)?.[1]?.toLowerCase() ?? null,
  };
  if (!mayBeReport(about)) return { report: null, request: readRequest(about) };
  const parts: FetchedMessage["parts"][number][] = email.attachments
    .filter(({ mimeType }) => READ.test(mimeType.toLowerCase()))
    .map((each) => ({ type: each.mimeType.toLowerCase(), text: bytesOf(each).subarray(0, MOST_TEXT).toString("utf8") }));
  if (email.text !== undefined) parts.unshift({ type: "text/plain", text: email.text.slice(0, MOST_TEXT) });
  return { report: readReport({ ...about, parts }), request: readRequest(about) };
}
