import { headerAt } from "./pdf/header.js";

/** Media types that a document of a patient's file may have; `text/xml` is a CDA. */
export const MEDIA_TYPES = [
  "application/pdf",
  "text/plain",
  "text/rtf",
  "image/jpeg",
  "image/png",
  "image/tiff",
  "text/xml",
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Usual ending of the name of a file of this type. */
export const EXTENSIONS: Readonly<Record<MediaType, string>> = {
  "application/pdf": "pdf",
  "text/plain": "txt",
  "text/rtf": "rtf",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/tiff": "tif",
  "text/xml": "xml",
};

/** As many first bytes as tell any type. */
export const HEAD_BYTES = 65_536;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * What a file is, by its first bytes and never by its name. Null for anything that is not a document: an archive, a web page, a
 * word processor's file.
 */
export function sniffMediaType(head: Uint8Array): MediaType | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD_BYTES));
  if (headerAt(bytes) !== null) return "application/pdf";
  if (bytes.subarray(0, 5).toString("latin1") === "{\\rtf") return "text/rtf";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (bytes.subarray(0, 8).equals(PNG)) return "image/png";
  const start = bytes.subarray(0, 4).toString("latin1");
  if (start === "II*\0" || start === "MM\0*") return "image/tiff";
  // Nothing else opens so: whether the rest is text is for the reader of XML to say.
  if (bytes.subarray(0, 5).toString("latin1") === "<?xml") return "text/xml";
  const text = decode(bytes);
  if (text === null) return null;
  const opening = text.trimStart().slice(0, 200);
  if (opening.startsWith("%!")) return null;
  if (/^<(!doctype\s+html|html)\b/i.test(opening)) return null;
  // A DOCTYPE or a comment may come first; whether it is a CDA is for its reader to say.
  if (/^<(\?xml|!doctype|!--|([\w.-]+:)?ClinicalDocument\b)/i.test(opening)) return "text/xml";
  return "text/plain";
}

/** The text of a head, or null when its bytes are no text. */
function decode(bytes: Buffer): string | null {
  if (bytes.length === 0) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return plain(bytes.subarray(2).toString("utf16le"));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const swapped = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return plain(swapped.swap16().toString("utf16le"));
  }
  // Windows-1252 has a letter for nearly each byte above 0x7F: only controls tell that it is no text.
  return plain(bytes.toString("latin1").replace(/^\u00EF\u00BB\u00BF/, ""));
}

/** Those that no text has. */
const CONTROL = /[\0-\x08\x0b\x0e-\x1f]/;

function plain(text: string): string | null {
  return CONTROL.test(text) ? null : text;
}
