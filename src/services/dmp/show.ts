import type { CdaHeader } from "../../documents/cda/header.js";
import type { RenderedLine } from "../../documents/cda/render-text.js";
import type { ContentId } from "../../domain/document/document.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
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
  const read = await readWhole(cabinet, content);
  const lines = async (width: number) => {
    const { renderText } = await import("../../documents/cda/render-text.js");
    return renderText(read, { width, reveal, documentId: there?.id ?? null });
  };
  return { id, patient, entry, filedAs: there?.id ?? null, header: read.header, lines };
}

async function traceReading(cabinet: OpenCabinet, patient: Patient, document: string, reveal: boolean): Promise<void> {
  const { traces, clock, actor } = cabinet;
  const line = { at: clock.now().toISOString(), actor, patientId: patient.id };
  const read = { ...line, kind: "document.read", data: { document, where: "dmp.show" } } as const;
  await traces.append(reveal ? [read, { ...line, kind: "ins.accessed", data: { where: "dmp.show" } }] : [read]);
}

/** Largest text of an N1 that is shown; a PDF is only told of. */
const LARGEST_TEXT = 2 * 1_048_576;

/** The document with the text of its body, when it is a text that a terminal can show. */
async function readWhole({ contents }: OpenCabinet, content: ContentId) {
  const { readCda } = await import("../../documents/cda/reader.js");
  let text: Buffer | null = null;
  const onBinary = async (binary: { readonly id: string | null; readonly mediaType: string }, body: AsyncIterable<Buffer>) => {
    if (binary.id !== null || !/^(text|application)\/(plain|rtf)/.test(binary.mediaType)) return;
    const pieces: Buffer[] = [];
    let size = 0;
    try {
      for await (const piece of body) {
        size += piece.length;
        if (size > LARGEST_TEXT) return;
        pieces.push(piece);
      }
      text = Buffer.concat(pieces);
    } catch (error) {
      // The reader tells of a damaged binary among its warnings.
      if (!(error instanceof SegurError)) throw error;
    }
  };
  const read = await readCda(contents.read(content), { onBinary });
  return { ...read, contents: text };
}
