import { renderHtml } from "../../documents/cda/render-html.js";
import type { RenderedLine } from "../../documents/cda/render-text.js";
import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireRight } from "../session/access.js";
import { drawnLines } from "./drawn-lines.js";
import { openDocument } from "./open.js";
import { resolveDocument } from "./reference.js";

export type { RenderedLine } from "../../documents/cda/render-text.js";

export interface ShownDocument {
  readonly document: Document;
  /** Every version of its set in the file, oldest first. */
  readonly versions: readonly Document[];
  readonly lines: readonly RenderedLine[];
}

/** A document drawn for a terminal. The reading is traced before anything is given; `reveal` is an access to the matricule. */
export async function showDocument(
  cabinet: OpenCabinet,
  typed: string,
  options: { readonly width: number; readonly reveal: boolean },
): Promise<ShownDocument> {
  const document = await resolveDocument(cabinet, typed);
  if (options.reveal) await requireRight(cabinet, "ins.see", "doc show --reveal");
  const opened = await openDocument(cabinet, document, { contents: "text" });
  const versions = (await cabinet.documents.versions(document.setId)).filter((each) => each.patientId === document.patientId);
  await traceReading(cabinet, document, options.reveal ? "doc.show.reveal" : "doc.show", options.reveal);
  const lines = await drawnLines(opened, { ...options, command: `segur doc show ${document.id}` });
  return { document, versions, lines };
}

/** A document as one HTML page that needs nothing else and runs nothing. Traced as a reading. */
export async function documentPage(
  cabinet: OpenCabinet,
  typed: string,
  options: { readonly reveal: boolean },
): Promise<{ readonly document: Document; readonly html: string }> {
  const document = await resolveDocument(cabinet, typed);
  if (options.reveal) await requireRight(cabinet, "ins.see", "doc show --reveal");
  const opened = await openDocument(cabinet, document, { contents: "all" });
  await traceReading(cabinet, document, "doc.open", options.reveal);
  return { document, html: renderHtml(opened, options) };
}

async function traceReading(cabinet: OpenCabinet, document: Document, where: string, reveal: boolean): Promise<void> {
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const about = { at, actor, patientId: document.patientId };
  const reading = { kind: "document.read" as const, ...about, data: { document: document.id, where } };
  await cabinet.traces.append(reveal ? [reading, { kind: "ins.accessed", ...about, data: { where } }] : [reading]);
}
