import { type MailAddress, readAddresses } from "./addresses.js";
import { allFields, type Field, field, headerEnd, readFields, readParameters } from "./header.js";

/** Bytes from `start` to before `end` of the message. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Parameters = readonly (readonly [name: string, value: string])[];

/** One part of a message with where it stands in it, and what BODYSTRUCTURE says of it (RFC 3501 §7.4.2). */
export interface MimePart {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: Parameters;
  readonly id: string | null;
  readonly description: string | null;
  readonly encoding: string;
  readonly disposition: { readonly value: string; readonly parameters: Parameters } | null;
  readonly language: string | null;
  readonly location: string | null;
  readonly md5: string | null;
  /** With its blank line. */
  readonly header: Span;
  readonly body: Span;
  /** Line ends of the body, for a text or a message. */
  readonly lines: number;
  /** Parts of a multipart; the only message of a message/rfc822. */
  readonly parts: readonly MimePart[];
  /** Of the message inside a message/rfc822. */
  readonly envelope: Envelope | null;
}

/** RFC 3501 §7.4.2, in its order. */
export interface Envelope {
  readonly date: string | null;
  readonly subject: string | null;
  readonly from: readonly MailAddress[];
  readonly sender: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly inReplyTo: string | null;
  readonly messageId: string | null;
}

/** Deeper or more numerous, what is left is one opaque part: a hostile message costs no more than another. */
const MOST_DEPTH = 30;
const MOST_PARTS = 500;

export interface ParsedMessage {
  readonly envelope: Envelope;
  readonly root: MimePart;
}

export function parseMessage(bytes: Buffer): ParsedMessage {
  const budget = { parts: MOST_PARTS };
  const root = parsePart(bytes, { start: 0, end: bytes.length }, "text/plain", 0, budget);
  return { envelope: envelopeOf(readFields(bytes, root.header.start, root.header.end)), root };
}

export function envelopeOf(fields: readonly Field[]): Envelope {
  const addresses = (name: string): readonly MailAddress[] => readAddresses(allFields(fields, name).join(", ") || null);
  const from = addresses("From");
  const or = (list: readonly MailAddress[]): readonly MailAddress[] => (list.length === 0 ? from : list);
  return {
    date: field(fields, "Date"),
    subject: field(fields, "Subject"),
    from,
    sender: or(addresses("Sender")),
    replyTo: or(addresses("Reply-To")),
    to: addresses("To"),
    cc: addresses("Cc"),
    bcc: addresses("Bcc"),
    inReplyTo: field(fields, "In-Reply-To"),
    messageId: field(fields, "Message-ID"),
  };
}

function parsePart(bytes: Buffer, span: Span, defaultType: string, depth: number, budget: { parts: number }): MimePart {
  budget.parts -= 1;
  const { fields: fieldsEnd, body: start } = headerEnd(bytes, span.start, span.end);
  const fields = readFields(bytes, span.start, fieldsEnd);
  const content = readParameters(field(fields, "Content-Type") ?? defaultType);
  const [, type = "text", subtype = "plain"] = /^([^\s/]+)\/([^\s/]+)$/.exec(content.value.toLowerCase()) ?? [];
  const disposition = field(fields, "Content-Disposition");
  const body: Span = { start, end: span.end };
  const part = {
    type,
    subtype,
    parameters: content.parameters,
    id: field(fields, "Content-ID"),
    description: field(fields, "Content-Description"),
    encoding: (field(fields, "Content-Transfer-Encoding") ?? "7bit").toLowerCase(),
    disposition: disposition === null ? null : readParameters(disposition),
    language: field(fields, "Content-Language"),
    location: field(fields, "Content-Location"),
    md5: field(fields, "Content-MD5"),
    header: { start: span.start, end: start },
    body,
    lines: type === "text" || (type === "message" && subtype === "rfc822") ? countLines(bytes, body) : 0,
  };
  const mayOpen = depth < MOST_DEPTH && budget.parts > 0;
  if (type === "message" && subtype === "rfc822" && mayOpen) {
    const inner = parsePart(bytes, body, "text/plain", depth + 1, budget);
    const envelope = envelopeOf(readFields(bytes, inner.header.start, inner.header.end));
    return { ...part, parts: [inner], envelope };
  }
  const boundary = content.parameters.find(([name]) => name.toLowerCase() === "boundary")?.[1];
  if (type !== "multipart" || boundary === undefined || boundary === "" || !mayOpen) {
    // A multipart that cannot be opened is told as bytes: a client must never wait for parts that are not there.
    return type === "multipart" && !mayOpen
      ? { ...part, type: "application", subtype: "octet-stream", parts: [], envelope: null }
      : { ...part, parts: [], envelope: null };
  }
  const childType = subtype === "digest" ? "message/rfc822" : "text/plain";
  const parts: MimePart[] = [];
  for (const child of split(bytes, body, boundary)) {
    if (budget.parts <= 0) break;
    parts.push(parsePart(bytes, child, childType, depth + 1, budget));
  }
  return { ...part, parts, envelope: null };
}

/** What stands between the lines of a boundary (RFC 2046 §5.1.1); an end that is missing is the end of the body. */
function split(bytes: Buffer, body: Span, boundary: string): Span[] {
  const spans: Span[] = [];
  const mark = Buffer.from(`--${boundary}`, "latin1");
  let open: number | null = null;
  let from = body.start;
  while (from < body.end && spans.length < MOST_PARTS) {
    const at = bytes.indexOf(mark, from);
    if (at === -1 || at + mark.length > body.end) break;
    from = at + mark.length;
    if (at !== body.start && bytes[at - 1] !== 0x0a) continue;
    const feed = bytes.indexOf(0x0a, from);
    const lineEnd = feed === -1 || feed >= body.end ? body.end : feed;
    const rest = bytes.toString("latin1", from, lineEnd).trimEnd();
    const closes = rest === "--";
    // Another boundary that begins with the same characters.
    if (rest !== "" && !closes) continue;
    // The line end before a boundary belongs to the boundary.
    if (open !== null) spans.push({ start: open, end: Math.max(open, at - (bytes[at - 2] === 0x0d ? 2 : 1)) });
    open = closes ? null : Math.min(lineEnd + 1, body.end);
    if (closes) return spans;
    from = lineEnd;
  }
  if (open !== null) spans.push({ start: open, end: body.end });
  return spans;
}

function countLines(bytes: Buffer, { start, end }: Span): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a, start); at !== -1 && at < end; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}
