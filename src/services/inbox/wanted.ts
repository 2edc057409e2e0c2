import type { InboxHead, InboxPart, Wanted } from "../../gateways/mss/inbox.port.js";
import { isDocumentPart, kindOfPart } from "./part-kinds.js";

/** Decoded bytes of each kind of part that are brought with a message, at most. */
export const PART_LIMITS = {
  /** Of the text, as it is kept. */
  text: 65_536,
  /** Of an HTML body, whose words alone are kept. */
  html: 262_144,
  archive: 25_000_000,
  cda: 20_000_000,
  /** A message that is forwarded, whose own parts have the same limits. */
  message: 35_000_000,
  /** A file that says nothing of what it is. */
  unknown: 25_000_000,
  /** Of the archives and documents of one message, together. */
  whole: 50_000_000,
} as const;
/** Archives, documents and forwarded messages of one message: what is beyond is told, and stays in the mailbox. */
export const MOST_PARTS = 20;

/** The part that is the text of the message: plain first, else HTML; never a file that is joined. */
export function textPart({ parts }: Pick<InboxHead, "parts">): InboxPart | null {
  const body = (kind: "text" | "html") =>
    parts.find((part) => part.disposition !== "attachment" && part.fileName === null && kindOfPart(part) === kind);
  return body("text") ?? body("html") ?? null;
}

/** What is done of a part that may hold documents: brought, or left for one of two reasons. */
export type Choice = { readonly maxBytes: number } | { readonly left: "count" | "size" };

/**
 * Of each part that may hold documents; those that say what they are come first, so that no other file takes their room. What a DSN or an
 * MDN returns is a message of ours, or an extract of it: it is left where it is (RFC 3462 §2).
 */
export function choiceOfParts({ parts, report }: Pick<InboxHead, "parts" | "report">): ReadonlyMap<string, Choice> {
  const choices = new Map<string, Choice>();
  const returns = report?.kind === "dsn" || report?.kind === "mdn";
  const may = parts
    .map((part) => ({ part, kind: kindOfPart(part) }))
    .filter(isDocumentPart)
    .filter(({ kind }) => !returns || kind !== "message");
  let [left, count] = [PART_LIMITS.whole as number, 0];
  for (const { part, kind } of [
    ...may.filter((each) => each.kind !== "unknown"),
    ...may.filter((each) => each.kind === "unknown"),
  ]) {
    // Base64 takes four bytes for three, and its line ends: what cannot fit is not asked for.
    const decoded = Math.floor((part.size * 3) / 4.2);
    if (count >= MOST_PARTS) choices.set(part.part, { left: "count" });
    else if (decoded > Math.min(PART_LIMITS[kind], left)) choices.set(part.part, { left: "size" });
    else {
      left -= decoded;
      count += 1;
      choices.set(part.part, { maxBytes: PART_LIMITS[kind] });
    }
  }
  return choices;
}

/**
 * Text, archives, loose CDA, forwarded messages, and files that say nothing of what they are; PDFs and images stay in the mailbox until a
 * person asks for them. A report (DSN, MDN) too: what looks like one may hold a result, and says it in words.
 */
export const wanted: Wanted = (head) => {
  if (head.fault !== null) return [];
  const text = textPart(head);
  const found: { part: string; maxBytes: number }[] = [];
  if (text !== null) found.push({ part: text.part, maxBytes: PART_LIMITS[kindOfPart(text) === "html" ? "html" : "text"] });
  for (const [part, choice] of choiceOfParts(head)) if ("maxBytes" in choice) found.push({ part, maxBytes: choice.maxBytes });
  return found;
};
