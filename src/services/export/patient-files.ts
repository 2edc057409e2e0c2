import { MANIFEST, type ManifestFile, PATIENT_MANIFEST_SCHEMA, patientFolder } from "../../documents/export/layout.js";
import type { ArchiveWriter } from "../../documents/export/write.js";
import { EXTENSIONS, type MediaType } from "../../documents/media-type.js";
import { isVsmType } from "../../domain/document/code.js";
import type { Document } from "../../domain/document/document.js";
import type { Patient } from "../../domain/patient.js";
import { lastVersion } from "../vsm/generate.js";
import type { ExportCabinet } from "./cabinet.js";
import { type DocumentFiles, documentJson, type ReceivedJson, receivedJson } from "./document-json.js";
import { exportedPdf } from "./document-pdf.js";
import { type ExchangeJson, exchangeOf, journalPages, syslogLines } from "./journal-lines.js";
import { medicalJson } from "./medical-json.js";
import { patientJson } from "./patient-json.js";
import type { ScopedPatient } from "./scope.js";
import type { Tally } from "./tally.js";
import { exportedVsm } from "./vsm.js";

/** JSON that a person reads too; keys in the order of the code, hence the same bytes. */
export function jsonBytes(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`, "utf8");
}

/** Adds a file that is in memory. */
export function addBytes(archive: ArchiveWriter, path: string, bytes: Buffer): Promise<ManifestFile> {
  return archive.add(path, (sink) => sink(bytes));
}

/**
 * The folder of one patient, its manifest last. Gives what the manifest of the export says of that one.
 * @param tally what is counted on the way
 */
export async function addPatient(
  cabinet: ExportCabinet,
  archive: ArchiveWriter,
  { patient, documents: scoped }: ScopedPatient,
  options: { readonly withNotes: boolean; readonly medical: boolean; readonly interrupted: AbortSignal; readonly tally: Tally },
): Promise<ManifestFile> {
  const folder = patientFolder(patient.id);
  const files: ManifestFile[] = [];
  const keep = ({ path, ...rest }: ManifestFile) => files.push({ path: path.slice(folder.length), ...rest });
  const add = async (name: string, bytes: Buffer) => keep(await addBytes(archive, folder + name, bytes));
  await add("patient.json", jsonBytes(patientJson(patient, options.medical)));
  if (options.medical) await addMedical(cabinet, patient, options, add);
  const items = [];
  // A summary is medical data whoever wrote it; other documents of the file are what an export is of.
  const documents = options.medical ? scoped : scoped.filter(({ type }) => !isVsmType(type));
  options.tally.withoutMedical += scoped.length - documents.length;
  const { last } = documents.some(isLocalVsm) ? await lastVersion(cabinet, patient) : { last: null };
  const received = await cabinet.inbox.ofDocuments(documents.map(({ id }) => id));
  for (const document of documents) {
    options.interrupted.throwIfAborted();
    const written = await addDocument(cabinet, archive, document, patient, keep);
    if (written.pdfFault !== null) options.tally.withoutPdfA += 1;
    const came = received.get(document.id);
    const told: ReceivedJson | null =
      came === undefined
        ? null
        : receivedJson(came, await cabinet.inbox.get(came.messageId), await cabinet.inbox.events(came.id), options.withNotes);
    options.tally.acknowledgements += told?.acknowledgements.length ?? 0;
    items.push(documentJson(document, patient, written, told, document.id === last?.id));
  }
  await add("documents.json", jsonBytes({ schema: "segur.export.documents/1", patient: patient.id, items }));
  const exchanges: ExchangeJson[] = [];
  const journal = `${folder}journal.syslog`;
  keep(
    await archive.add(journal, async (sink) => {
      for await (const lines of journalPages(cabinet, { patientId: patient.id })) {
        exchanges.push(...lines.flatMap((line) => exchangeOf(line) ?? []));
        options.tally.journal += lines.length;
        await sink(syslogLines(lines));
      }
    }),
  );
  await add("exchanges.json", jsonBytes({ schema: "segur.export.exchanges/1", patient: patient.id, items: exchanges }));
  options.tally.patients += 1;
  options.tally.documents += documents.length;
  options.tally.exchanges += exchanges.length;
  options.tally.files += files.length + 1;
  return addBytes(archive, folder + MANIFEST, jsonBytes({ schema: PATIENT_MANIFEST_SCHEMA, patient: patient.id, files }));
}

function isLocalVsm({ origin, type }: Document): boolean {
  return origin === "local" && isVsmType(type);
}

async function addMedical(
  cabinet: ExportCabinet,
  patient: Patient,
  { withNotes, tally }: { readonly withNotes: boolean; readonly tally: Tally },
  add: (name: string, bytes: Buffer) => Promise<unknown>,
): Promise<void> {
  const record = await cabinet.medical.record(patient.id);
  tally.medicalItems += record.items.length;
  const protocols = await cabinet.medical.protocols(patient.id);
  await add("medical.json", jsonBytes(medicalJson(patient.id, record, protocols, withNotes)));
  const vsm = await exportedVsm(cabinet, patient, record);
  if (vsm === null) return;
  if ("fault" in vsm) {
    tally.withoutVsm += 1;
    return;
  }
  tally.vsm += 1;
  await add("vsm/vsm.cda.xml", vsm.cda);
  await add("vsm/vsm.pdf", vsm.pdf);
}

async function addDocument(
  cabinet: ExportCabinet,
  archive: ArchiveWriter,
  document: Document,
  patient: Patient,
  keep: (file: ManifestFile) => void,
): Promise<DocumentFiles> {
  const here = `documents/${document.id}/`;
  const path = `${patientFolder(patient.id)}${here}`;
  const isCda = document.mimeType === "text/xml";
  const extension = isCda ? "cda.xml" : (EXTENSIONS[document.mimeType as MediaType] ?? "bin");
  const stored = async (name: string, content: string) => {
    keep(
      await archive.add(path + name, async (sink) => {
        for await (const piece of cabinet.contents.read(content)) await sink(piece);
      }),
    );
    return here + name;
  };
  const original = await stored(`original.${extension}`, document.content);
  const cda = isCda ? original : document.cda === null ? null : await stored("exchanged.cda.xml", document.cda);
  const { bytes, pdfA, fault } = await exportedPdf(cabinet, document, patient);
  let pdf: string | null = null;
  if (bytes === "original") pdf = original;
  else if (bytes !== null) {
    keep(await addBytes(archive, `${path}reading.pdf`, bytes));
    pdf = `${here}reading.pdf`;
  }
  return { original, cda, pdf, pdfA, pdfFault: fault };
}
