import type { CdaHeader } from "../../documents/cda/header.js";
import { renderHtml } from "../../documents/cda/render-html.js";
import type { RenderedLine } from "../../documents/cda/render-text.js";
import type { ContentId } from "../../domain/document/document.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { drawnLines } from "../documents/drawn-lines.js";
import { type ExportPlan, exportEmbedded } from "../documents/export.js";
import { openCda } from "../documents/open.js";
import { requireRight } from "../session/access.js";
import { namedEntries } from "./named.js";
import { entryUnknown } from "./pull-errors.js";
import { receive } from "./receive.js";
import { requireReadable } from "./rules.js";
import type { Asking } from "./status.js";
import { requireOpen } from "./status.js";
import type { Reading } from "./sync/registry.js";

/** A document of a DMP, opened. */
export interface Opened {
  /** `X15` */
  readonly id: string;
  readonly patient: Patient;
  readonly entry: DocumentEntry;
  /** Of the document in the file when it is there: nothing was asked of the DMP then. */
  readonly filedAs: string | null;
  readonly header: CdaHeader;
  /** Header then content, for a terminal. */
  lines(width: number): Promise<readonly RenderedLine[]>;
  /** The whole document as one HTML page that needs nothing else and runs nothing. */
  page(): Promise<string>;
  /** The PDF in it. @throws {SegurError} `document.no_pdf` */
  pdf(): Promise<ExportPlan>;
}

/** What cannot be shown, and why: in quarantine (`Q3`), or not given. */
export interface NotOpened {
  readonly id: string;
  readonly quarantine: string | null;
  readonly code: string;
  readonly message: string;
}

/**
 * Opens one document of a DMP to read it: from the file when it is there already, else asked for and held to its metadata and to its
 * patient (TD3.2, EX_3.2-1030). The reading is traced.
 */
export async function openEntry(
  cabinet: OpenCabinet,
  typed: string,
  options: Asking & { readonly reveal: boolean },
): Promise<Opened | NotOpened> {
  const { access = "normal", reason, secret, signal, reveal } = options;
  const [named] = await namedEntries(cabinet, [typed], access);
  if (named === undefined) throw entryUnknown(typed);
  const { id, patient, entry } = named;
  const reading: Reading = { patient, ins: requireReadable(patient, cabinet), access, reason, secret, signal };
  if (reveal) await requireRight(cabinet, "ins.see", "dmp show --reveal");
  const filed = await cabinet.documents.byUniqueId(entry.uniqueId);
  const there = filed !== null && filed.patientId === patient.id && filed.cda !== null ? filed : null;
  let content: ContentId;
  if (there?.cda == null) {
    await requireOpen(cabinet, reading);
    const [received] = await receive(cabinet, reading, [entry]);
    if (received === undefined) throw entryUnknown(typed);
    if (received.kind === "failed") return { id, quarantine: null, code: received.code, message: received.message };
    if (received.kind === "quarantined") {
      const { reason: code, message } = received.suspicion;
      return { id, quarantine: received.id, code, message };
    }
    content = received.content.id;
  } else content = there.cda;
  await traceReading(cabinet, patient, there?.id ?? entry.uniqueId, reveal);
  const command = `segur dmp show ${id}`;
  const text = await openCda(cabinet, content, { contents: "text" });
  const filedAs = there?.id ?? null;
  return {
    id,
    patient,
    entry,
    filedAs,
    header: text.header,
    lines: (width) => drawnLines(text, { width, reveal, command }),
    page: async () => renderHtml(await openCda(cabinet, content, { contents: "all" }), { reveal }),
    pdf: () => exportEmbedded(cabinet, content, { id, command, patientId: patient.id, traceAs: filedAs ?? entry.uniqueId }),
  };
}

async function traceReading(cabinet: OpenCabinet, patient: Patient, document: string, reveal: boolean): Promise<void> {
  const { traces, clock, actor } = cabinet;
  const line = { at: clock.now().toISOString(), actor, patientId: patient.id };
  const read = { ...line, kind: "document.read", data: { document, where: "dmp.show" } } as const;
  await traces.append(reveal ? [read, { ...line, kind: "ins.accessed", data: { where: "dmp.show" } }] : [read]);
}
