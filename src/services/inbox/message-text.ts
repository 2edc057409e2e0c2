import { htmlText } from "../../domain/message/html-text.js";
import { plainLines } from "../../domain/message/text.js";
import type { InboxHead } from "../../gateways/mss/inbox.port.js";
import { kindOfPart } from "./part-kinds.js";
import { PART_LIMITS, textPart } from "./wanted.js";

/** The text of a message, as it may be shown: no control, no mark that reorders; at most 64 KiB. Null when there is none. */
export function messageText(head: InboxHead, contents: ReadonlyMap<string, Buffer>): string | null {
  const part = textPart(head);
  const bytes = part === null ? undefined : contents.get(part.part);
  if (part === null || bytes === undefined) return null;
  const text = decode(bytes, part.charset);
  const words = kindOfPart(part) === "html" ? htmlText(text) : plainLines(text);
  return words.trim() === "" ? null : cut(words);
}

/** An unknown charset, or a wrong one, is read as Windows-1252, in which every byte is a letter. */
function decode(bytes: Buffer, charset: string | null): string {
  try {
    return new TextDecoder(charset ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= PART_LIMITS.text) return text;
  // A letter that the limit cuts becomes the sign of a lost one.
  return bytes
    .subarray(0, PART_LIMITS.text)
    .toString("utf8")
    .replace(/\uFFFD+$/, "");
}
