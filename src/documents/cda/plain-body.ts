import { decodeText } from "../pdf/decode-text.js";
import { rtfText } from "../pdf/rtf.js";

const RTF = /^(text|application)\/(x-)?rtf$/;

/** The text of an N1 body that is one (`text/plain`, RTF); null when it is something else (PDF, image…). */
export function plainBody(mediaType: string, contents: Uint8Array): string | null {
  const buffer = Buffer.from(contents.buffer, contents.byteOffset, contents.byteLength);
  // The first bytes decide: some send RTF as plain text, others text as RTF.
  const isRtf = buffer.subarray(0, 64).toString("latin1").trimStart().startsWith("{\\rtf");
  if (isRtf && (RTF.test(mediaType) || mediaType === "text/plain")) return rtfShown(buffer);
  return mediaType === "text/plain" || RTF.test(mediaType) ? decodeText(buffer) : null;
}

/** With its headers and footers, where a letter may say who writes; a page is no more than a paragraph on a screen. */
function rtfShown(buffer: Buffer): string {
  const { text } = rtfText(buffer, { margins: true });
  return text
    .replaceAll("\f", "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
