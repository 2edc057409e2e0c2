import { readCda } from "../../documents/cda/reader.js";
import { EXTENSIONS, type MediaType } from "../../documents/media-type.js";
import type { ContentId, Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { patientNotFound } from "../patients/errors.js";
import { noPdf } from "./cda-errors.js";
import { draftForReading } from "./header.js";
import { pdfBody } from "./pdf-body.js";
import { prepareCda } from "./prepare.js";
import { resolveDocument } from "./reference.js";

/** `original`: as it was given or received. `cda`: as it is exchanged. `pdf`: the PDF in it, or the one it would be sent as. */
export const EXPORT_FORMS = ["original", "cda", "pdf"] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

export interface ExportPlan {
  /** `D12`, or `X15` for a document of a DMP. */
  readonly id: string;
  readonly form: ExportForm;
  /** Usual ending of a file of that form, without a dot. */
  readonly extension: string;
  /** French. */
  readonly warnings: readonly string[];
  /** Gives the bytes, as they come. Once. */
  write(sink: (chunk: Uint8Array) => Promise<void>): Promise<void>;
}

/**
 * What leaves the store, ready to be written: all that can be refused is refused by now, and the export is traced when its first byte
 * is asked for.
 * @param command kept in the trace: `doc export`, `doc show --pdf`
 * @throws {SegurError} `document.no_pdf`, and what {@link prepareCda} throws
 */
export async function exportDocument(cabinet: OpenCabinet, typed: string, form: ExportForm): Promise<ExportPlan> {
  const document = await resolveDocument(cabinet, typed);
  const plan = await planOf(cabinet, document, form);
  return traced(cabinet, plan, { id: document.id, form, patientId: document.patientId, traceAs: document.id });
}

/** The PDF in a CDA that is shown and may not be filed. @param shown `traceAs`: what the journal calls it; `patientId` when it is known */
export async function exportEmbedded(
  cabinet: OpenCabinet,
  content: ContentId,
  shown: { readonly id: string; readonly patientId: string | undefined; readonly traceAs: string; readonly command: string },
): Promise<ExportPlan> {
  return traced(cabinet, await embedded(cabinet, content, shown), { ...shown, form: "pdf" });
}

/** A plan whose export is written to the journal when its first byte is asked for. */
export function traced(
  { traces, clock, actor }: OpenCabinet,
  { extension, warnings, copy }: Plan,
  { id, form, patientId, traceAs }: { id: string; form: ExportForm; patientId: string | undefined; traceAs: string },
): ExportPlan {
  return {
    id,
    form,
    extension,
    warnings,
    async write(sink) {
      const data = { document: traceAs, format: form };
      await traces.append([{ kind: "document.exported", at: clock.now().toISOString(), actor, patientId, data }]);
      await copy(sink);
    },
  };
}

type Sink = (chunk: Uint8Array) => Promise<void>;
export interface Plan {
  readonly extension: string;
  readonly warnings: readonly string[];
  readonly copy: (sink: Sink) => Promise<void>;
}

async function planOf(cabinet: OpenCabinet, document: Document, form: ExportForm): Promise<Plan> {
  const { contents } = cabinet;
  const stored = (id: string) => (sink: Sink) => pour(contents.read(id), sink);
  const kind = document.mimeType as MediaType;
  if (form === "original") {
    return { extension: EXTENSIONS[kind] ?? "bin", warnings: [], copy: stored(document.content) };
  }
  if (form === "cda") {
    const { info, warnings } = await prepareCda(cabinet, document);
    return { extension: "xml", warnings, copy: stored(info.id) };
  }
  if (kind === "application/pdf") return { extension: "pdf", warnings: [], copy: stored(document.content) };
  if (kind === "text/xml")
    return embedded(cabinet, document.content, { id: document.id, command: `segur doc show ${document.id}` });
  const patient = await cabinet.patients.get(document.patientId);
  if (patient === null) throw patientNotFound(document.patientId);
  const draft = await draftForReading(cabinet, document, patient);
  const { open, warnings } = await pdfBody(cabinet, document, draft, { reading: true });
  return { extension: "pdf", warnings, copy: (sink) => pour(open(), sink) };
}

/** The PDF of a CDA: its level 1 body, else the first one joined to it (the paper form of a laboratory report). */
async function embedded(
  { contents }: OpenCabinet,
  content: ContentId,
  { id, command }: { readonly id: string; readonly command: string },
): Promise<Plan> {
  const { binaries, warnings } = await readCda(contents.read(content));
  const pdfs = binaries.filter(({ mediaType }) => mediaType === "application/pdf");
  const chosen = pdfs.find(({ id }) => id === null) ?? pdfs[0];
  if (chosen === undefined) throw noPdf(id, command);
  const copy = async (sink: Sink) => {
    let done = false;
    await readCda(contents.read(content), {
      async onBinary(binary, body) {
        const wanted = !done && binary.id === chosen.id && binary.mediaType === chosen.mediaType;
        done ||= wanted;
        await pour(body, wanted ? sink : async () => {});
      },
    });
  };
  return { extension: "pdf", warnings: chosen.fault === null ? [] : warnings, copy };
}

export async function pour(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, sink: Sink): Promise<void> {
  for await (const chunk of source) await sink(chunk);
}
