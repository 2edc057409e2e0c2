import type { MessageStructureObject } from "imapflow";
import { oneLine } from "./header-values.js";
import type { InboxPart } from "./inbox.port.js";

/** A leaf of the structure, with what it takes to read it. */
export interface Leaf extends InboxPart {
  /** Content-Transfer-Encoding, lower case. */
  readonly encoding: string;
  /** Message-ID of the message that this part is. */
  readonly returned: string | null;
}

/** More parts than any honest message has; what comes after is not shown. */
const MOST_PARTS = 500;
const DEEPEST = 90;
const LONGEST_NAME = 255;

/** The parts in order, without those inside a message that is itself a part. Null: nested or numerous beyond reason. */
export function leavesOf(structure: MessageStructureObject): readonly Leaf[] | null {
  const leaves: Leaf[] = [];
  const walk = (node: MessageStructureObject, depth: number): boolean => {
    if (depth > DEEPEST || leaves.length > MOST_PARTS) return false;
    if (node.type.toLowerCase().startsWith("multipart/")) return (node.childNodes ?? []).every((each) => walk(each, depth + 1));
    leaves.push(leafOf(node));
    return true;
  };
  return walk(structure, 0) ? leaves : null;
}

function leafOf({
  part,
  type,
  parameters,
  disposition,
  dispositionParameters,
  encoding,
  size,
  envelope,
}: MessageStructureObject) {
  const name = fileNameOf(dispositionParameters?.filename ?? parameters?.name ?? "");
  const said = disposition?.toLowerCase();
  return {
    // A message of one part has no number: its content is part 1 (RFC 3501 §6.4.5).
    part: part ?? "1",
    mediaType: oneLine(type.toLowerCase()),
    fileName: name === "" ? null : name,
    size: Number.isSafeInteger(size) && (size ?? 0) > 0 ? (size as number) : 0,
    charset: parameters?.charset?.toLowerCase() ?? null,
    // Another word than those two is a file to save (RFC 2183 §2.8).
    disposition: said === undefined ? null : said === "inline" ? ("inline" as const) : ("attachment" as const),
    encoding: encoding?.toLowerCase().trim() ?? "7bit",
    returned: type.toLowerCase() === "message/rfc822" ? (envelope?.messageId ?? null) : null,
  };
}

/** The last piece of a path, on one line. Some senders leave it in bytes of UTF-8 that were read as Latin-1. */
function fileNameOf(given: string): string {
  const bytes = /^[\0-\xff]*$/.test(given) && /[\xc2-\xf4][\x80-\xbf]/.test(given) ? Buffer.from(given, "latin1") : null;
  const text = bytes === null ? given : (utf8(bytes) ?? given);
  return oneLine(text.replace(/^.*[/\\]/s, "")).slice(0, LONGEST_NAME);
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Text of a part in its charset; one that is unknown is read as Latin-1. */
export function decodeText(content: Buffer, charset: string | null): string {
  try {
    return new TextDecoder(charset ?? "utf-8").decode(content);
  } catch {
    return content.toString("latin1");
  }
}
