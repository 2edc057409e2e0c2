import type { InboxHead, InboxPart, Wanted } from "../../gateways/mss/inbox.port.js";

/** Decoded bytes of each kind of part that are brought with a message, at most. */
export const PART_LIMITS = {
  /** Of the text, as it is kept. */
  text: 65_536,
  /** Of an HTML body, whose words alone are kept. */
  html: 262_144,
  archive: 25_000_000,
  cda: 20_000_000,
  /** Of the archives and documents of one message, together. */
  message: 50_000_000,
} as const;
const MOST_PARTS = 20;

/** What a part is for, by its type and, where senders leave it vague, by its name. */
export function kindOfPart({ mediaType, fileName }: InboxPart): "archive" | "cda" | "pdf" | "image" | "text" | "html" | "other" {
  const vague = mediaType === "application/octet-stream" || mediaType === "application/x-download";
  const named = (pattern: RegExp) => fileName !== null && pattern.test(fileName);
  if (/^application\/(?:x-)?zip(?:-compressed)?$/.test(mediaType) || named(/\.zip$/i)) return "archive";
  if (/^(?:text|application)\/(?:[\w.-]+\+)?xml$/.test(mediaType) || (vague && named(/\.xml$/i))) return "cda";
  if (/^application\/(?:x-)?pdf$/.test(mediaType) || (vague && named(/\.pdf$/i))) return "pdf";
  if (/^image\/(?:jpeg|png|tiff)$/.test(mediaType)) return "image";
  if (mediaType === "text/plain") return "text";
  return mediaType === "text/html" ? "html" : "other";
}

/** The part that is the text of the message: plain first, else HTML; never a file that is joined. */
export function textPart({ parts }: Pick<InboxHead, "parts">): InboxPart | null {
  const body = (kind: "text" | "html") =>
    parts.find((part) => part.disposition !== "attachment" && part.fileName === null && kindOfPart(part) === kind);
  return body("text") ?? body("html") ?? null;
}

/**
 * Text, archives and loose CDA; PDFs and images stay in the mailbox until a person asks for them. A report (DSN, MDN) needs no more than
 * what its head says.
 */
export const wanted: Wanted = (head) => {
  if (head.report !== null || head.fault !== null) return [];
  const text = textPart(head);
  const found: { part: string; maxBytes: number }[] = [];
  if (text !== null) found.push({ part: text.part, maxBytes: PART_LIMITS[kindOfPart(text) === "html" ? "html" : "text"] });
  let left: number = PART_LIMITS.message;
  for (const part of head.parts) {
    const kind = kindOfPart(part);
    if ((kind !== "archive" && kind !== "cda") || found.length > MOST_PARTS) continue;
    // Base64 takes four bytes for three, and its line ends: what cannot fit is not asked for.
    const decoded = Math.floor((part.size * 3) / 4.2);
    if (decoded > Math.min(PART_LIMITS[kind], left)) continue;
    left -= decoded;
    found.push({ part: part.part, maxBytes: PART_LIMITS[kind] });
  }
  return found;
};
