import { escapeHtml } from "./html-escape.js";
import { mediaInWords, sizeInWords } from "./words.js";

/** A binary of the document with its contents; `id` null for an N1 body. */
export interface PageBinary {
  readonly id: string | null;
  readonly mediaType: string;
  readonly contents: Uint8Array;
}

/** Images that a browser shows and that can hold no script (SVG can). */
const IMAGES = new Set(["image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"]);
/** Above, showing it in the page would hold it twice. */
const SHOWN_PDF = 5_000_000;
const EXTENSIONS: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/tiff": "tif",
  "text/plain": "txt",
  "text/rtf": "rtf",
  "application/rtf": "rtf",
};

/** An image in the page, a PDF in the page with its link, a link for anything else. The type is always one of ours, never the document's text. */
export function binaryToHtml({ mediaType, contents, id }: PageBinary, caption: string): string {
  const data = Buffer.from(contents.buffer, contents.byteOffset, contents.byteLength).toString("base64");
  const words = mediaInWords(mediaType);
  const label = caption === "" ? words : caption;
  if (IMAGES.has(mediaType)) return `<img class="joined" alt="${escapeHtml(label)}" src="data:${mediaType};base64,${data}">`;
  const extension = EXTENSIONS[mediaType];
  // Anything unknown is only bytes to save: a browser must not open it as a page.
  const type = extension === undefined ? "application/octet-stream" : mediaType;
  const name = `${id === null ? "document" : `piece-${id.replace(/[^\w-]/g, "_").slice(0, 40)}`}.${extension ?? "bin"}`;
  const text = `Enregistrer : ${label} (${sizeInWords(contents.length)})`;
  const link = `<a class="joined" download="${escapeHtml(name)}" href="data:${type};base64,${data}">${escapeHtml(text)}</a>`;
  if (type !== "application/pdf" || contents.length > SHOWN_PDF) return link;
  return `${link}<object type="application/pdf" data="data:application/pdf;base64,${data}" aria-label="${escapeHtml(label)}"></object>`;
}
