import { EXTENSIONS, type MediaType } from "../../documents/media-type.js";
import { SegurError } from "../../domain/errors.js";
import type { Attachment } from "../../domain/inbox/received.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { noPdf } from "../documents/cda-errors.js";
import { type ExportPlan, exportEmbedded, pour, traced } from "../documents/export.js";
import { requireRight } from "../session/access.js";
import { attachmentBytes, type Mailboxes } from "./attachment.js";
import { quarantineBanner } from "./problems.js";
import { resolveReceivedDocument } from "./reference.js";

type Cabinet = OpenCabinet & Mailboxes;

/**
 * A received document, to be written out of the cabinet: `original` as it came, `pdf` the one in its CDA, else the one that came with it
 * and is still in the mailbox. Traced when its first byte is asked for.
 * @throws {SegurError} `rights.missing`, `inbox.not_found`, `document.no_pdf`
 */
export async function exportReceived(
  cabinet: Cabinet,
  typed: string,
  form: "original" | "pdf",
  signal?: AbortSignal,
): Promise<ExportPlan> {
  await requireRight(cabinet, "export", `inbox show --${form === "pdf" ? "pdf" : "save"}`);
  const { message, document } = await resolveReceivedDocument(cabinet, typed);
  const plan = await planOf(cabinet, message, document, form, signal);
  const banner = quarantineBanner(document);
  return banner === null ? plan : { ...plan, warnings: [banner, ...plan.warnings] };
}

async function planOf(
  cabinet: Cabinet,
  message: Received,
  document: ReceivedDocument,
  form: "original" | "pdf",
  signal?: AbortSignal,
): Promise<ExportPlan> {
  const { id, content, patientId, attachment } = document;
  const about = { id, form, patientId: patientId ?? undefined, traceAs: id };
  if (form === "original") {
    if (content === null) return fromMailbox(cabinet, message, document, form, signal);
    return traced(cabinet, { extension: "xml", warnings: [], copy: (sink) => pour(cabinet.contents.read(content), sink) }, about);
  }
  if (content !== null) {
    try {
      return await exportEmbedded(cabinet, content, { ...about, command: `segur inbox show ${id}` });
    } catch (error) {
      if (!(error instanceof SegurError) || error.code !== "document.no_pdf" || !isPdf(attachment)) throw error;
    }
  }
  if (!isPdf(attachment)) throw noPdf(id, `segur inbox show ${id}`);
  return fromMailbox(cabinet, message, document, form, signal);
}

function isPdf(attachment: Attachment | null): boolean {
  return attachment !== null && (attachment.mediaType === "application/pdf" || /\.pdf$/i.test(attachment.fileName ?? ""));
}

function fromMailbox(
  cabinet: Cabinet,
  message: Received,
  { id, attachment, patientId }: ReceivedDocument,
  form: "original" | "pdf",
  signal?: AbortSignal,
): ExportPlan {
  if (attachment === null) throw noFile(id);
  const extension = form === "pdf" ? "pdf" : (EXTENSIONS[attachment.mediaType as MediaType] ?? "bin");
  const copy = (sink: (chunk: Uint8Array) => Promise<void>) => pour(attachmentBytes(cabinet, message, attachment, signal), sink);
  return traced(cabinet, { extension, warnings: [], copy }, { id, form, patientId: patientId ?? undefined, traceAs: id });
}

function noFile(id: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "inbox.no_file",
    message: `De ${id}, il n'y a aucun fichier à enregistrer.`,
    why: "Il n'a pas pu être lu à la réception.",
    advice: `Pourquoi : segur inbox show ${id}`,
  });
}
