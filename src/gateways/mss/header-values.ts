import { plainLine, shortened } from "../../domain/message/plain-line.js";
import { messageInvalid } from "./errors.js";

/** Local part and domain without quoting, comments or literals: all that MSSanté uses (RFC 5321 dot-string). */
const ADDRESS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,400}@[\x21-\x3b\x3d\x3f-\x7e]{1,200}>$/;
const LONGEST_ADDRESS = 254;

/** True for an address that can go into a header and an envelope as it is. */
export function isAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && ADDRESS.test(text);
}

/** True for `<left@right>` in printable ASCII. */
export function isMessageId(text: string): boolean {
  return MESSAGE_ID.test(text);
}

/** @throws {SegurError} `mss.message_invalid`, which does not quote it: an address of a patient is a matricule */
export function address(text: string, field: string): string {
  if (!isAddress(text)) throw messageInvalid(field);
  return text;
}

/** @throws {SegurError} `mss.message_invalid` */
export function messageId(text: string, field: string): string {
  if (!isMessageId(text)) throw messageInvalid(field);
  return text;
}

/** @throws {SegurError} `mss.message_invalid` when it holds anything but letters, digits and `.`, `_`, `-` */
export function token(text: string, field: string): string {
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(text)) throw messageInvalid(field);
  return text;
}

/** Characters of a text in a header. One word of them cannot be folded, and no line may pass 998 (RFC 5322 §2.1.1). */
const LONGEST_TEXT = 300;
const LONGEST_NAME = 200;

/** What people typed is never an encoded word (RFC 2047): decoded by a reader, it would bring back what is taken out here. */
function unencoded(text: string): string {
  return plainLine(wellFormed(text).replaceAll("=?", "= ?"));
}

/**
 * One line of text for a header, not too long: controls, line separators and what reverses or hides the reading become spaces; lone
 * surrogates U+FFFD.
 */
export function oneLine(text: string): string {
  return shortened(unencoded(text), LONGEST_TEXT);
}

/** A label of sender (mss.md §1.8): no character that delimits an address. */
export function label(text: string): string {
  return oneLine(text.replace(/[<>"\\]/g, " "));
}

/** A name of file: one line, no folder, neither hidden nor a parent; its extension stays. */
export function fileName(text: string): string {
  const name = unencoded(text.replace(/[/\\]/g, "_")).replace(/^[. ]+/, "");
  const [extension = ""] = /\.[A-Za-z0-9]{1,8}$/.exec(name) ?? [];
  return shortened(name.slice(0, name.length - extension.length), LONGEST_NAME) + extension || "document";
}

/** Text of a body: lines ended by CRLF, no other control than the tabulation. */
export function bodyText(text: string): string {
  const lines = wellFormed(text).split(/\r\n|\r|\n|\u2028|\u2029/);
  return lines.map((line) => line.replace(/[^\P{Cc}\t]+/gu, "")).join("\r\n");
}

function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
