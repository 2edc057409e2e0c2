import { decodeWindows1252 } from "../tabular/windows-1252.js";

/**
 * The text of a file: UTF-16 or UTF-8 by their byte order mark, UTF-8 when every byte is, else Windows-1252 as old software writes.
 * Line ends become `\n`; letters and their accents become one character (NFC).
 */
export function decodeText(bytes: Buffer): string {
  return normalised(decode(bytes));
}

/** Line ends as `\n`, characters composed. */
export function normalised(text: string): string {
  return text.replace(/\r\n?|\u2028|\u2029|\u0085/g, "\n").normalize("NFC");
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decodeWindows1252(bytes.toString("latin1"));
  }
}
