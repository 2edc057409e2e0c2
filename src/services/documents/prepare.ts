import type { CdaHeader } from "../../documents/cda/header.js";
import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { ContentInfo } from "../../store/documents.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** What of a cabinet the writing of a CDA takes. */
export type PrepareCabinet = Pick<
  OpenCabinet,
  "info" | "actor" | "clock" | "ids" | "patients" | "settings" | "users" | "session" | "documents" | "contents"
>;

/** A document ready to leave: its CDA is in the store. */
export interface PreparedCda {
  /** As it is now: its `cda` is set. */
  readonly document: Document;
  /** Of the CDA: metadata derive from it. */
  readonly header: CdaHeader;
  /** Bytes of the CDA in `contents`. */
  readonly info: ContentInfo;
  /** True when our own writer made it: its bytes are in canonical form already. */
  readonly canonical: boolean;
}

/**
 * The CDA of a document for exchange, written once: text, RTF and images first become a PDF/A-1b with the identity block.
 * @throws {SegurError} `document.not_pdfa` (DOC/va1.01), `document.other_patient`…
 */
export async function prepareCda(_cabinet: PrepareCabinet, _document: Document): Promise<PreparedCda> {
  throw new SegurError({
    kind: "internal",
    code: "document.unfinished",
    message: "L'écriture du CDA n'est pas encore branchée.",
  });
}
