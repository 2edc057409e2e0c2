import { checkDraft } from "../../documents/cda/check-draft.js";
import { headerOf } from "../../documents/cda/header-of.js";
import { toEntry } from "../../documents/cda/metadata.js";
import type { Exchange } from "../../documents/cda/metadata-errors.js";
import { isUniqueId } from "../../documents/cda/oid.js";
import { readWholeCda } from "../../documents/cda/read-whole.js";
import type { ReadCda } from "../../documents/cda/reader.js";
import type { Document } from "../../domain/document/document.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { cdaIdRefused } from "./cda-errors.js";
import { nameOf } from "./from-cda.js";
import { draftFor } from "./header.js";
import { inspectContent } from "./inspect-content.js";
import { requirePatientToSend } from "./patient-of-cda.js";
import { pdfBody } from "./pdf-body.js";
import { pdfForm, pdfRemark, whyNotPdfA } from "./pdf-form.js";
import type { PrepareCabinet } from "./prepare.js";
import { bodyUnreadable, contentGone, notPdfA, pdfDamaged } from "./prepare-errors.js";
import { requireNoNewVersion } from "./standing.js";

/** What is known of a document that may leave, without its CDA being written. */
export interface Sendable {
  /** French: what will be changed of it, or is not shown of it. */
  readonly remarks: readonly string[];
  /** It is addressed to somebody. */
  readonly addressed: boolean;
}

/**
 * Refuses, before anything is written or asked for, all that the preparation of this document and its metadata would refuse: its author,
 * its identifier, a conversion that is impossible. The DMP takes none without an INS, a message does (`X-MSS-INS: N`, MSS/CONF.14). What is already prepared is not looked at again.
 * @throws {SegurError} `document.…`, `cda.…`, `pdf.…`
 */
export async function requireSendable(
  cabinet: PrepareCabinet,
  document: Document,
  patient: Patient,
  { exchange }: { readonly exchange: Exchange },
): Promise<Sendable> {
  if ((await cabinet.contents.info(document.content)) === null) throw contentGone(document.id);
  if (document.cda === document.content) return cdaSendable(cabinet, document, patient, exchange);
  if (document.cda !== null) {
    if (exchange === "dmp") await requireNoNewVersion(cabinet, document, patient);
    return { remarks: [], addressed: false };
  }
  const draft = await draftFor(cabinet, document, patient);
  checkDraft(draft);
  requireMetadata(document, headerOf(draft), "application/pdf", exchange);
  return { remarks: await bodyRemarks(cabinet, document, draft), addressed: false };
}

async function cdaSendable(
  { contents }: PrepareCabinet,
  document: Document,
  patient: Patient,
  exchange: Exchange,
): Promise<Sendable> {
  const { header, body, binaries, bodyFault } = await readWholeCda(contents.read(document.content));
  requirePatientToSend(header, patient, document);
  if (bodyFault !== null) throw bodyUnreadable(document.id, bodyFault);
  if (!isUniqueId(nameOf(header.id))) {
    throw cdaIdRefused(
      document.id,
      binaries.some(({ mediaType }) => mediaType === "application/pdf"),
    );
  }
  requireMetadata(document, header, body.level === "n1" ? body.mediaType : null, exchange);
  return { remarks: [], addressed: header.recipients.length > 0 };
}

/** Its size and digest are not known yet, and are not looked at. */
function requireMetadata(
  { visibility, size }: Document,
  header: ReadCda["header"],
  bodyMediaType: string | null,
  exchange: Exchange,
): void {
  toEntry(header, { visibility, sha1: "", size, bodyMediaType, exchange });
}

/** A PDF is only inspected, since its conversion takes a program and seconds; anything else is converted, in memory. */
async function bodyRemarks(
  cabinet: Pick<OpenCabinet, "contents" | "pdfConverter">,
  document: Document,
  draft: Parameters<typeof pdfBody>[2],
): Promise<readonly string[]> {
  if (document.mimeType !== "application/pdf") return (await pdfBody(cabinet, document, draft)).warnings;
  const inspection = await inspectContent(cabinet.contents, document.content);
  const form = await pdfForm(inspection, cabinet.pdfConverter);
  if (form === "cut") throw pdfDamaged(document.id);
  if (form === "protected" || form === "no_converter") throw notPdfA(document.id, whyNotPdfA(inspection, form));
  const remark = pdfRemark(form);
  return remark === null ? [] : [remark];
}
