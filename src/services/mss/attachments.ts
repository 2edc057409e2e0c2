import type { CdaHeader } from "../../documents/cda/header.js";
import { toEntry, uniqueIdOf } from "../../documents/cda/metadata.js";
import { oidOf } from "../../documents/cda/oid.js";
import { contentType } from "../../documents/vocabularies/content-type.js";
import { severalPatients, wrongCount } from "../../documents/xdm/errors.js";
import { ARCHIVE_NAME, ARCHIVE_TYPE } from "../../documents/xdm/names.js";
import { MAX_DOCUMENTS, writeXdm, type XdmAction, type XdmDocument } from "../../documents/xdm/write.js";
import { SYSTEMS } from "../../domain/document/code.js";
import type { ContentId, Document } from "../../domain/document/document.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import { pdfNames } from "../../domain/message/pdf-name.js";
import type { MessageAttachment } from "../../domain/message/send.js";
import type { Patient } from "../../domain/patient.js";
import type { ContentStore } from "../../store/documents.port.js";
import { type PrepareCabinet, type PreparedCda, prepareCda } from "../documents/prepare.js";
import { patientNotFound } from "../patients/errors.js";
import { codeUnusable, insNotQualified, replacesNothing } from "./attachment-errors.js";
import { type PdfBeside, pdfBeside } from "./pdf-beside.js";

export interface AttachmentRequest {
  /** At least one, all of one patient. */
  readonly documents: readonly Document[];
  /** `C`: they replace a version that was sent before; `D`: they are withdrawn; null: a first sending. */
  readonly action: XdmAction;
  /** Who sends: author of the submission set. */
  readonly author: DocumentAuthor;
  /** `segur 0.1.0`. */
  readonly softwareName: string;
}

/** One file of a message, in the store: JSON can carry it, so that a retry sends the same bytes. */
export interface StoredAttachment {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: ContentId;
  /** Bytes, before base64. */
  readonly size: number;
}

export interface PreparedAttachments {
  /** The archive, then the PDF of each document in the order asked. */
  readonly files: readonly StoredAttachment[];
  readonly attachments: readonly MessageAttachment[];
  /** `X-MSS-CODECDA`, each once. */
  readonly cdaCodes: readonly string[];
  /** `X-MSS-INS`: the identity is qualified, and each CDA tells the INS with its strict traits (MSS/CONF.14). */
  readonly insQualified: boolean;
  /** At least one CDA carries the INS. */
  readonly insSent: boolean;
  /** Bytes of all the files, before base64. */
  readonly size: number;
  /** As they are now: their CDA is written. */
  readonly documents: readonly Document[];
  readonly patient: Patient;
  /** French: what of the documents their CDA or their PDF does not show, or how it was converted. */
  readonly warnings: readonly string[];
}

/** « Consultations, soins externes » (JDV_J59): what a practice sends. */
const CONSULTATIONS = "07";
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * The files of a message (MSS/CONF.23): `IHE_XDM.zip` and, beside it, the same documents in PDF/A-1. Each CDA is written once and kept, the
 * archive and the PDFs are in the store when it resolves, and nothing has left.
 * @throws {SegurError} `xdm.…`, `mss.ins_not_qualified` (INS/va1.53), `mss.replaces_nothing`, `mss.code_unusable`, `cda.metadata_missing`,
 * `document.not_pdfa`, and what preparing a CDA throws
 */
export async function prepareAttachments(cabinet: PrepareCabinet, request: AttachmentRequest): Promise<PreparedAttachments> {
  const { documents, action } = request;
  const patient = await onePatient(cabinet, documents);
  const ready: Ready[] = [];
  for (const document of documents) {
    const prepared = await prepareCda(cabinet, document);
    // Refused before anything else is written.
    const inArchive = archived(cabinet, prepared, patient, action);
    ready.push({ prepared, inArchive, pdf: await pdfBeside(cabinet, prepared) });
  }
  const archive = await cabinet.contents.write(archiveOf(cabinet, ready, request));
  const names = namesOf(ready, patient);
  const pdfs = ready.map(({ pdf: { info } }, index) => {
    return { fileName: names[index] ?? "", mediaType: "application/pdf", content: info.id, size: info.size };
  });
  const files = [{ fileName: ARCHIVE_NAME, mediaType: ARCHIVE_TYPE, content: archive.id, size: archive.size }, ...pdfs];
  const headers = ready.map(({ prepared }) => prepared.header);
  return {
    files,
    attachments: openAttachments(cabinet.contents, files),
    cdaCodes: [...new Set(headers.map(({ code }) => code.code))],
    insQualified: patient.identity.status === "qualifiee" && headers.every(tellsIns),
    insSent: headers.some((header) => header.patient.ins !== null),
    size: files.reduce((sum, { size }) => sum + size, 0),
    documents: ready.map(({ prepared }) => prepared.document),
    patient,
    warnings: ready.flatMap(({ prepared, pdf }) => [...prepared.warnings, ...pdf.warnings]),
  };
}

interface Ready {
  readonly prepared: PreparedCda;
  readonly inArchive: XdmDocument;
  readonly pdf: PdfBeside;
}

function archiveOf(
  { clock, ids, info }: PrepareCabinet,
  ready: readonly Ready[],
  { action, author, softwareName }: AttachmentRequest,
): AsyncIterable<Buffer> {
  const [first] = ready;
  if (first === undefined) throw wrongCount(0, MAX_DOCUMENTS);
  const { entry } = first.inArchive;
  const now = clock.now();
  return writeXdm({
    set: {
      uniqueId: oidOf(ids.uuid()),
      submissionTime: now.toISOString(),
      title: ready.length === 1 ? entry.title : null,
      comment: null,
      author,
      contentType: contentType(CONSULTATIONS) ?? { code: CONSULTATIONS, system: SYSTEMS.contentType, label: CONSULTATIONS },
      sourceId: oidOf(info.instanceId),
      patientId: entry.patientId,
    },
    documents: ready.map(({ inArchive }) => inArchive),
    action,
    softwareName,
    at: now,
  });
}

/** The files of a message as the composer reads them: from the store, as many times as it is asked. */
export function openAttachments(
  contents: Pick<ContentStore, "read">,
  files: readonly StoredAttachment[],
): readonly MessageAttachment[] {
  return files.map(({ fileName, mediaType, content }) => ({ fileName, mediaType, open: () => contents.read(content) }));
}

async function onePatient({ patients }: PrepareCabinet, documents: readonly Document[]): Promise<Patient> {
  const [first] = documents;
  if (first === undefined || documents.length > MAX_DOCUMENTS) throw wrongCount(documents.length, MAX_DOCUMENTS);
  if (documents.some(({ patientId }) => patientId !== first.patientId)) throw severalPatients();
  const patient = await patients.get(first.patientId);
  if (patient === null) throw patientNotFound(first.patientId);
  return patient;
}

function archived(
  { contents }: PrepareCabinet,
  { document, header, info, bodyMediaType }: PreparedCda,
  patient: Patient,
  action: XdmAction,
): XdmDocument {
  if (header.patient.ins !== null && patient.identity.status !== "qualifiee") throw insNotQualified(document.id, patient.id);
  if (!CODE.test(header.code.code)) throw codeUnusable(document.id);
  if (action === "C" && header.replaces === null) throw replacesNothing(document.id);
  const { visibility } = document;
  const { sha1, size } = info;
  return {
    entry: toEntry(header, { visibility, sha1, size, bodyMediaType, exchange: "message" }),
    // Who receives a first sending has no earlier version to look for.
    replaces: action === "C" && header.replaces !== null ? uniqueIdOf(header.replaces) : null,
    cda: { sha1, size, open: () => contents.read(info.id) },
  };
}

function namesOf(ready: readonly Ready[], patient: Patient): readonly string[] {
  const { birthName, firstBirthGivenName } = patient.identity.traits;
  return pdfNames(
    ready.map(({ prepared, inArchive }) => ({
      actDate: prepared.document.actDate,
      type: inArchive.entry.typeCode.label,
      birthName,
      firstBirthGivenName,
      fileNumber: patient.fileNumber,
    })),
  );
}

function tellsIns({ patient }: CdaHeader): boolean {
  const { ins, birthName, firstBirthGivenName, birthGivenNames, birthDate, sex } = patient;
  const isNamed = Boolean(birthName) && Boolean(firstBirthGivenName ?? birthGivenNames);
  return ins !== null && isNamed && birthDate?.length === 10 && (sex === "M" || sex === "F");
}
