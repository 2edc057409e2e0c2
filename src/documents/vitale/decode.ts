import { vitaleError } from "./errors.js";

/** UTF-8 (with or without BOM), or the single-byte encoding of older readers when it is declared or when UTF-8 does not fit. */
export function decodeText(bytes: Uint8Array): string {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/i.exec(head)?.[1];
  try {
    return new TextDecoder(declared ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * Parses JSON or XML into plain objects; XML prefixes and attributes are dropped, values stay text.
 * @throws {SegurError} `vitale.empty`, `vitale.format`
 */
export async function parseVitaleText(text: string): Promise<unknown> {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") throw vitaleError("empty");
  if (!trimmed.startsWith("<")) {
    try {
      return JSON.parse(trimmed) as unknown;
    } catch {
      throw vitaleError("format");
    }
  }
  if (trimmed.includes("<!DOCTYPE")) throw vitaleError("format");
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  if (XMLValidator.validate(trimmed) !== true) throw vitaleError("format");
  const parser = new XMLParser({ removeNSPrefix: true, ignoreAttributes: true, parseTagValue: false, ignoreDeclaration: true });
  try {
    return parser.parse(trimmed) as unknown;
  } catch {
    throw vitaleError("format");
  }
}
