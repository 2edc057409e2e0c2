import { randomUUID } from "node:crypto";
import { MAIL_DOMAIN, OPERATOR_HOST } from "../names.js";

/** What a report is about: the message as the operator took it. */
export interface Original {
  readonly queueId: string;
  /** Envelope sender, to whom reports go; empty when there is none to send. */
  readonly sender: string;
  readonly envelopeId: string | null;
  readonly messageId: string | null;
  readonly subject: string | null;
  /** Header as received, with its line ends. */
  readonly header: string;
  readonly arrivedAt: Date;
}

/** One recipient of the original. */
export interface OriginalRecipient {
  readonly address: string;
  /** `rfc822;…`, from RCPT. */
  readonly orcpt: string | null;
}

/** RFC 5322 §3.3, in UTC. */
export function mailDate(date: Date): string {
  return date.toUTCString().replace("GMT", "+0000");
}

export const newMessageId = (domain: string = MAIL_DOMAIN): string => `<${randomUUID()}@${domain}>`;

/** A text that may hold accents, in a header (RFC 2047): words of 45 bytes at most, none cut in a character. */
export function encodeWord(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((one) => `=?UTF-8?B?${Buffer.from(one, "utf8").toString("base64")}?=`).join("\r\n ");
}

/** A whole message from its headers and its body; a header that is null is left out. */
export function message(headers: readonly (readonly [name: string, value: string | null])[], body: string): Buffer {
  const lines = headers.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`, "utf8");
}

export function multipart(boundary: string, parts: readonly (readonly [headers: string, body: string])[]): string {
  return `${parts.map(([headers, body]) => `--${boundary}\r\n${headers}\r\n\r\n${body}\r\n`).join("")}--${boundary}--\r\n`;
}

/** The headers of the original as a part of a report (RFC 3462 §2). */
export function originalHeaders(original: Original): readonly [headers: string, body: string] {
  return [
    "Content-Description: Message Headers\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: 8bit",
    original.header.replace(/(?:\r?\n)+$/, "\r\n"),
  ];
}

export const DAEMON = `Mail Delivery System <MAILER-DAEMON@${OPERATOR_HOST}>`;
