import { decodeWindows1252 } from "../tabular/windows-1252.js";
import { rtfToText } from "./rtf.js";

const RTF = /^(text|application)\/(x-)?rtf$/;

/** The text of an N1 body that is one (`text/plain`, RTF); null when it is something else (PDF, image…). */
export function plainBody(mediaType: string, contents: Uint8Array): string | null {
  const buffer = Buffer.from(contents.buffer, contents.byteOffset, contents.byteLength);
  // Some send RTF as plain text: the first bytes decide.
  if (RTF.test(mediaType) || (mediaType === "text/plain" && buffer.subarray(0, 5).toString("latin1") === "{\\rtf")) {
    return rtfToText(buffer.toString("latin1"));
  }
  return mediaType === "text/plain" ? decodeText(buffer) : null;
}

/** UTF-16 when a mark says so, UTF-8 when it is, else Windows-1252. */
function decodeText(buffer: Buffer): string {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return buffer.subarray(2).toString("utf16le");
  const text = buffer.toString("utf8");
  return text.includes("\uFFFD") ? decodeWindows1252(buffer.toString("latin1")) : text.replace(/^\uFEFF/, "");
}
