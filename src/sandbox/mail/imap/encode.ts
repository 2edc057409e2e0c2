import type { MailAddress } from "../mime/addresses.js";
import type { Envelope, MimePart, Parameters } from "../mime/structure.js";

/** A string of Latin-1 (bytes as they were), or NIL; a literal where quotes would not do. */
export function nstring(text: string | null): string {
  if (text === null) return "NIL";
  if (/^[\x20-\x7e\t]*$/.test(text) && text.length <= 1_000) return `"${text.replace(/["\\]/g, "\\$&")}"`;
  const clean = text.replace(/\0/g, "");
  return `{${clean.length}}\r\n${clean}`;
}

function addresses(list: readonly MailAddress[]): string {
  if (list.length === 0) return "NIL";
  return `(${list.map(({ name, mailbox, host }) => `(${nstring(name)} NIL ${nstring(mailbox)} ${nstring(host)})`).join("")})`;
}

/** RFC 3501 §7.4.2, ENVELOPE. */
export function envelopeText(one: Envelope): string {
  return `(${[
    nstring(one.date),
    nstring(one.subject),
    ...[one.from, one.sender, one.replyTo, one.to, one.cc, one.bcc].map(addresses),
    nstring(one.inReplyTo),
    nstring(one.messageId),
  ].join(" ")})`;
}

function parameters(list: Parameters): string {
  return list.length === 0 ? "NIL" : `(${list.map(([name, value]) => `${nstring(name)} ${nstring(value)}`).join(" ")})`;
}

/** RFC 3501 §7.4.2: BODYSTRUCTURE when `extended`, BODY otherwise. */
export function structureText(part: MimePart, extended: boolean): string {
  const disposition =
    part.disposition === null ? "NIL" : `(${nstring(part.disposition.value)} ${parameters(part.disposition.parameters)})`;
  const tail = `${disposition} ${nstring(part.language)} ${nstring(part.location)}`;
  if (part.type === "multipart") {
    // The grammar wants one part at least.
    const children = part.parts.map((one) => structureText(one, extended)).join("") || '("text" "plain" NIL NIL NIL "7bit" 0 0)';
    return `(${children} ${nstring(part.subtype)}${extended ? ` ${parameters(part.parameters)} ${tail}` : ""})`;
  }
  const { body, envelope } = part;
  const [inner] = part.parts;
  const fields = [
    nstring(part.type),
    nstring(part.subtype),
    parameters(part.parameters),
    nstring(part.id),
    nstring(part.description),
    nstring(part.encoding),
    String(body.end - body.start),
  ];
  if (envelope !== null && inner !== undefined)
    fields.push(envelopeText(envelope), structureText(inner, extended), String(part.lines));
  else if (part.type === "text") fields.push(String(part.lines));
  if (extended) fields.push(nstring(part.md5), tail);
  return `(${fields.join(" ")})`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** `"25-Nov-2026 08:30:00 +0000"` */
export function internalDate(ms: number): string {
  const date = new Date(ms);
  const two = (value: number, fill = "0"): string => String(value).padStart(2, fill);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((one) => two(one)).join(":");
  return `"${two(date.getUTCDate(), " ")}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000"`;
}

/** The same, read; `25-Nov-2026` alone is its midnight UTC. Null for anything else. */
export function readDate(text: string): Date | null {
  const [, day, month, year, time = "00:00:00", zone = "+0000"] =
    /^\s?(\d{1,2})-([A-Za-z]{3})-(\d{4})(?: (\d{2}:\d{2}:\d{2}) ([+-]\d{4}))?$/.exec(text) ?? [];
  const rank = MONTHS.findIndex((one) => one.toLowerCase() === month?.toLowerCase());
  if (day === undefined || rank === -1) return null;
  const iso = `${year}-${String(rank + 1).padStart(2, "0")}-${day.padStart(2, "0")}T${time}${zone.slice(0, 3)}:${zone.slice(3)}`;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}
