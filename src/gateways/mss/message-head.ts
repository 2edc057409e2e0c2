import type { FetchMessageObject, ImapFlow } from "imapflow";
import { isMessageId, oneLine } from "./header-values.js";
import type { InboxHead } from "./inbox.port.js";
import { fetchContents, type WantedContent } from "./message-contents.js";
import { decodeText, type Leaf, leavesOf } from "./message-leaves.js";
import type { Report } from "./port.js";
import { type FetchedMessage, mayBeReport, readFields, readReport, readRequest } from "./reports.js";

/** Header fields that say whether a message is a report, or asks for a receipt. */
export const REPORT_HEADERS = [
  "return-path",
  "auto-submitted",
  "precedence",
  "list-id",
  "disposition-notification-to",
  "in-reply-to",
  "references",
] as const;
/** And those that MSSanté adds (mss.md §1.1). */
export const HEADERS = [...REPORT_HEADERS, "x-mss-ins", "x-mss-codecda", "x-mss-nil", "x-mss-mes"];
/** What says who wrote, when the server gives no envelope. */
export const SPARE_HEADERS = [...HEADERS, "from", "reply-to", "subject", "date", "message-id"];

const NO_STRUCTURE = "La structure du message n'est pas lisible : le serveur ne la donne pas, ou elle est imbriquée sans raison.";
/** Of a part of a report that is read. */
const MOST_REPORT_PART = 65_536;
const MOST_REPORT_PARTS = 6;
const LONGEST_HEADER = 20_000;
const REPORT_PART = /^(?:text\/(?:plain|rfc822-headers)|message\/(?:global-)?(?:delivery-status|disposition-notification))$/;

/** A message as the server describes it, its parts with what it takes to read them. */
export interface Described {
  readonly head: InboxHead;
  readonly leaves: readonly Leaf[];
  readonly about: Omit<FetchedMessage, "parts">;
}

/** Pure, and lenient: what cannot be read is told by `fault`. Whether it is a report is not known yet. */
export function describe(message: FetchMessageObject): Described {
  const { uid, envelope, bodyStructure, size, flags, internalDate } = message;
  const headers = fieldsOf(message.headers);
  const leaves = bodyStructure === undefined ? null : leavesOf(bodyStructure);
  const from = envelope?.from?.find(({ address }) => address) ?? envelope?.from?.[0];
  const subject = envelope?.subject ?? headers.get("subject") ?? "";
  const messageId = [envelope?.messageId, headers.get("message-id")].find((id) => id !== undefined && id !== "") ?? null;
  const sentAt = instantOf(envelope?.date) ?? instantOf(headers.get("date"));
  const address = oneLine(from?.address ?? addressIn(headers.get("from")) ?? "");
  const about = {
    ...{ uid, headers, subject, from: address, messageId, date: sentAt },
    type: bodyStructure?.type.toLowerCase() ?? "",
    reportType: bodyStructure?.parameters?.["report-type"]?.toLowerCase() ?? null,
  };
  return {
    about,
    leaves: leaves ?? [],
    head: {
      ...{ uid, headers, sentAt, size: size ?? 0, seen: flags?.has("\\Seen") ?? false },
      receivedAt: instantOf(internalDate) ?? sentAt ?? new Date(0).toISOString(),
      messageId: messageId === null ? null : oneLine(messageId).slice(0, 1_000),
      from: { address, name: oneLine(from?.name ?? "") || null },
      replyTo: oneLine(envelope?.replyTo?.find((each) => each.address)?.address ?? "") || null,
      subject: oneLine(subject).slice(0, LONGEST_HEADER),
      parts: (leaves ?? []).map(({ encoding: _encoding, returned: _returned, ...part }) => part),
      report: null,
      request: readRequest(about),
      fault: leaves === null ? NO_STRUCTURE : null,
    },
  };
}

function fieldsOf(headers: Buffer | undefined): ReadonlyMap<string, string> {
  const fields = readFields(decodeText(headers ?? Buffer.alloc(0), null));
  return new Map([...fields].map(([name, value]) => [name, oneLine(value).slice(0, LONGEST_HEADER)]));
}

function addressIn(header: string | undefined): string | undefined {
  return /[^\s<>"(),;:]{1,64}@[^\s<>"(),;:]{1,190}/.exec(header?.slice(0, 2_000) ?? "")?.[0];
}

function instantOf(value: Date | string | undefined): string | null {
  if (value === undefined) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999 || at.getUTCFullYear() < 0 ? null : at.toISOString();
}

/** The reports among messages, their small parts alone brought: never the message that comes back, which holds the documents. */
export async function reportsAmong(client: ImapFlow, messages: readonly Described[]): Promise<ReadonlyMap<number, Report>> {
  const candidates = messages.filter(({ about }) => mayBeReport(about));
  const read = (leaves: readonly Leaf[]) =>
    leaves.filter(({ mediaType }) => REPORT_PART.test(mediaType)).slice(0, MOST_REPORT_PARTS);
  const wanted = candidates.flatMap(({ head: { uid }, leaves }) =>
    read(leaves).map((leaf): WantedContent => ({ uid, leaf, maxBytes: MOST_REPORT_PART, cut: true })),
  );
  const contents = wanted.length === 0 ? new Map<number, never>() : await fetchContents(client, wanted);
  const reports = new Map<number, Report>();
  for (const { about, leaves } of candidates) {
    const own: ReadonlyMap<string, Buffer> = contents.get(about.uid) ?? new Map();
    const parts = read(leaves).map(({ part, mediaType, charset }) => ({
      type: mediaType,
      text: decodeText(own.get(part) ?? Buffer.alloc(0), charset),
    }));
    const returned = leaves.find(({ mediaType }) => mediaType === "message/rfc822");
    const whole = { type: "message/rfc822", text: "", messageId: idOf(returned) };
    const report = readReport({ ...about, parts: returned === undefined ? parts : [...parts, whole] });
    if (report !== null) reports.set(about.uid, report);
  }
  return reports;
}

function idOf(returned: Leaf | undefined): string | null {
  const id = returned?.returned ?? "";
  return isMessageId(id) ? id : null;
}
