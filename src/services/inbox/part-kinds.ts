import { sniffMediaType } from "../../documents/media-type.js";
import type { InboxPart } from "../../gateways/mss/inbox.port.js";

/** What a part is for. `unknown`: its type and its name say nothing; only its bytes do. */
export type PartKind = "archive" | "cda" | "message" | "unknown" | "pdf" | "image" | "text" | "html" | "other";
/** Kinds that may hold documents. */
export type DocumentKind = Extract<PartKind, "archive" | "cda" | "message" | "unknown">;

/** Endings of files that are no documents of a practice, or are not read: they are not brought to look into them. */
const READ_ELSEWHERE =
  /\.(?:docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|html?|jpe?g|png|gif|bmp|tiff?|heic|webp|svg|mp[34]|mov|avi|mkv|wav|m4a|dcm|stl|ics|vcf|p7[smc]|asc|sig|msg|exe|dmg|7z|rar|gz)$/i;

/** By its type and, where senders leave it vague or wrong, by its name. */
export function kindOfPart({ mediaType, fileName }: Pick<InboxPart, "mediaType" | "fileName">): PartKind {
  const vague = /^application\/(?:octet-stream|x-download|force-download|binary|unknown)$/.test(mediaType);
  const named = (pattern: RegExp) => fileName !== null && pattern.test(fileName);
  if (/^application\/(?:x-)?zip(?:-compressed)?$/.test(mediaType) || named(/\.zip$/i)) return "archive";
  if (/^(?:text|application)\/(?:[\w.-]+\+)?xml$/.test(mediaType)) return "cda";
  // A mailer that does not know XML writes `text/plain`.
  if ((vague || mediaType === "text/plain") && named(/\.(?:xml|cda)$/i)) return "cda";
  if (/^message\/(?:rfc822|global)$/.test(mediaType) || (vague && named(/\.eml$/i))) return "message";
  if (/^application\/(?:x-)?pdf$/.test(mediaType) || (vague && named(/\.pdf$/i))) return "pdf";
  if (/^image\/(?:jpeg|png|tiff)$/.test(mediaType)) return "image";
  if (mediaType === "text/plain") return "text";
  if (mediaType === "text/html") return "html";
  return vague && !named(READ_ELSEWHERE) ? "unknown" : "other";
}

export function isDocumentPart<T extends { readonly kind: PartKind }>(each: T): each is T & { readonly kind: DocumentKind } {
  return each.kind === "archive" || each.kind === "cda" || each.kind === "message" || each.kind === "unknown";
}

/** What a file that says nothing is, by its first bytes. */
export function kindOfBytes(bytes: Buffer): PartKind {
  if (bytes.subarray(0, 4).toString("latin1") === "PK\u0003\u0004") return "archive";
  const type = sniffMediaType(bytes);
  if (type === "application/pdf") return "pdf";
  return type === "text/xml" ? "cda" : "other";
}
