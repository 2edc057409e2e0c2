import { createHash } from "node:crypto";

/** Name of the attachment, as the official examples write it (mss.md §2.1). */
export const ARCHIVE_NAME = "IHE_XDM.zip";
export const ARCHIVE_TYPE = "application/zip";

/** Folder of the one submission set of an archive. */
export const SUBSET = "IHE_XDM/SUBSET01/";

/**
 * Extra metadata of a replacement or a withdrawal (mss.md §2.4). The volet « Échange de documents de santé » that names it is not public:
 * readers take any slot that is called `action`, or whose name ends by `:action`.
 */
export const ACTION_SLOT = "urn:asip:ci-sis:action";

/** `DOC0001.XML`: eight and three letters, as XDM asks of media (ITI TF-2 §3.32.4.1.2). @param index from 0 */
export function documentName(index: number): string {
  return `DOC${String(index + 1).padStart(4, "0")}.XML`;
}

/** Namespace of OIDs (RFC 9562 §6.6). */
const OID_NAMESPACE = Buffer.from("6ba7b8129dad11d180b400c04fd430c8", "hex");

/**
 * The entryUUID of a document in the archives that we write, derived from its uniqueId (UUID of version 5, RFC 9562 §5.5): a later archive
 * can name the version that it replaces without having kept anything of the earlier one.
 */
export function entryUuid(uniqueId: string): string {
  const bytes = createHash("sha1").update(OID_NAMESPACE).update(uniqueId).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
