import { isBiology } from "../../documents/cda/biology/kind.js";
import { type ReadCda, readCda } from "../../documents/cda/reader.js";
import { sniffMediaType } from "../../documents/media-type.js";
import { type ReadXdmDocument, readXdm } from "../../documents/xdm/read.js";
import type { Attachment, NewReceivedDocument, Problem } from "../../domain/inbox/received.js";
import { plainLine } from "../../domain/message/plain-line.js";
import type { Environment } from "../../domain/ports.js";
import type { ReadMessageFile } from "../../gateways/mss/message-file.port.js";
import type { Report } from "../../gateways/mss/port.js";
import type { ContentStore } from "../../store/documents.port.js";
import { fromCda, fromMetadata } from "./cda-document.js";
import { cdaWarnings, checkCda, isVouched, nameSeveral } from "./checks.js";
import { problemOf, quarantine, unreadable } from "./problems.js";

export interface ReceiveDeps {
  /** Where each document is written, once it is whole. */
  readonly contents: Pick<ContentStore, "write">;
  readonly environment: Environment;
  /** Domains of professionals beside the trust space, as the settings allow (a sandbox). */
  readonly domains?: readonly string[];
  /** Reads a message that is joined to another; without it, one that is forwarded is told as not read. */
  readonly messageFiles?: () => Promise<ReadMessageFile>;
  /** Whether a report is about a message of ours, and from who knows; null: of nothing that left from here, as without it. */
  readonly ours?: (report: Report) => Promise<{ readonly certain: boolean } | null>;
}

export interface Found {
  readonly documents: readonly NewReceivedDocument[];
  readonly problem: Problem | null;
}

const EMPTY = { code: "xdm.empty", message: "L'archive ne contient aucun document." };

/** A CDA holds at most what an archive may (mss.md §2.6). */
const MAX_BYTES = 20_000_000;

/**
 * The documents of one archive, each with why it must not be filed. One that cannot be read blocks no other.
 * @throws what the store or this machine throws
 */
export async function documentsOfArchive(archive: Buffer, attachment: Attachment, deps: ReceiveDeps): Promise<Found> {
  const read = await readXdm(archive);
  const documents: NewReceivedDocument[] = [];
  for (const document of read.documents) documents.push(await documentOf(document, attachment, deps));
  // A PDF of the archive that its metadata leave out is the twin of the CDA that has its name (one line, mss.md §2.3), else a document.
  const stems = new Set(read.documents.filter(({ mediaType }) => mediaType === "text/xml").map(({ name }) => stemOf(name)));
  const twins = read.pdfs.filter(({ name }) => stems.has(stemOf(name)));
  for (const pdf of read.pdfs.filter((each) => !twins.includes(each))) {
    const joined = await joinedPdf(pdf.bytes(), pdf.name, attachment, deps);
    documents.push({ ...joined, warnings: [UNSPOKEN] });
  }
  const faults = read.subsets.flatMap(({ fault }) => fault ?? []);
  const warnings = [...read.warnings, ...faults.map(({ message }) => message), ...(twins.length > 0 ? [TWIN] : [])];
  const several = nameSeveral(read.documents) ? quarantine("several_in_archive") : null;
  const [fault = EMPTY] = faults;
  return {
    documents: documents.map((each) => ({
      ...each,
      quarantine: each.quarantine ?? several,
      warnings: [...new Set([...each.warnings, ...warnings])],
    })),
    problem: documents.length === 0 ? { ...fault, technical: false } : null,
  };
}

const UNSPOKEN = "Les métadonnées de l'archive ne parlent pas de ce fichier : rien ne dit de qui il est.";
const TWIN = "L'archive contient aussi un PDF qui porte le nom du document : enregistrez la pièce jointe pour le comparer.";

function stemOf(name: string): string {
  return name.replace(/\.[^./]*$/, "").toLowerCase();
}

/** A PDF that nothing describes but its name, in the store. @param name with its folders, as it is written */
export async function joinedPdf(
  bytes: Buffer,
  name: string | null,
  attachment: Attachment,
  deps: ReceiveDeps,
): Promise<NewReceivedDocument> {
  const document = await fileOf(bytes, sniffMediaType(bytes), null, attachment, deps);
  const title = plainLine(name?.replace(/^.*\//, "") ?? "").slice(0, 200);
  return { ...document, title: title || null };
}

/** A CDA that came alone, outside any archive; none when the file is another XML. */
export async function looseCda(
  bytes: Buffer,
  attachment: Attachment,
  deps: ReceiveDeps,
): Promise<readonly NewReceivedDocument[]> {
  const document = await cdaOf(bytes, null, attachment, deps);
  return document === null ? [] : [document];
}

async function documentOf(document: ReadXdmDocument, attachment: Attachment, deps: ReceiveDeps): Promise<NewReceivedDocument> {
  const { bytes, fault, metadata, mediaType, integrity } = document;
  if (bytes === null) {
    const problem: Problem | null = fault === null ? null : { ...fault, technical: false };
    return fromMetadata(metadata, {
      ...{ content: null, attachment, mediaType: metadata?.mimeType || "application/octet-stream", size: metadata?.size ?? 0 },
      ...{ quarantine: problem, setPatientId: document.setPatientId },
    });
  }
  // Told to be XML, whatever stands before its document: `<wrap>` is no plain text. What is not told is here for the CDA that it has.
  const isToldXml = metadata === null || /[/+]xml$/.test(metadata.mimeType ?? "");
  const isXml = mediaType === "text/xml" || (mediaType === "text/plain" && isToldXml);
  const cda = isXml ? await cdaOf(bytes, document, attachment, deps) : null;
  if (cda !== null) return cda;
  const file = await fileOf(bytes, mediaType, document, attachment, deps);
  const altered = integrity === "hash_mismatch" || integrity === "size_mismatch" ? quarantine(integrity) : null;
  return { ...file, quarantine: altered ?? file.quarantine };
}

/** Null: an XML that is no CDA and that nothing says to be one. */
async function cdaOf(
  bytes: Buffer,
  told: ReadXdmDocument | null,
  attachment: Attachment,
  deps: ReceiveDeps,
): Promise<NewReceivedDocument | null> {
  const metadata = told?.metadata ?? null;
  // The metadata say that it is a biology report: its alerts are looked for, whatever its own code says.
  const biology = metadata?.typeCode != null && isBiology({ code: metadata.typeCode, templateIds: [] }) ? "always" : true;
  let cda: ReadCda;
  try {
    cda = await readCda([bytes], { biology, maxBytes: MAX_BYTES, maxBinaryBytes: MAX_BYTES });
  } catch (error) {
    const { code, message, technical } = problemOf(error);
    if (technical) throw error;
    if (told === null && code === "cda.not_cda") return null;
    // Kept where it is, in the mailbox: what is no document does not enter the store.
    const file = { content: null, attachment, mediaType: "text/xml", size: bytes.length, quarantine: unreadable(message) };
    return fromMetadata(metadata, { ...file, setPatientId: told?.setPatientId ?? null });
  }
  const { id: content } = await deps.contents.write([bytes]);
  const document = fromCda(cda, metadata, {
    ...{ content, size: bytes.length, attachment: null },
    quarantine: checkCda(cda, told, deps.environment),
  });
  const vouched = document.quarantine === null && isVouched(cda, told);
  return { ...document, vouched, warnings: [...document.warnings, ...cdaWarnings(cda, told)] };
}

/** A PDF or another file of an archive: in the store as it is, since no part of the message is that file alone. */
async function fileOf(
  bytes: Buffer,
  mediaType: string | null,
  told: Pick<ReadXdmDocument, "metadata" | "setPatientId"> | null,
  attachment: Attachment,
  { contents }: ReceiveDeps,
): Promise<NewReceivedDocument> {
  const { metadata, setPatientId } = told ?? { metadata: null, setPatientId: null };
  if (mediaType === null) {
    const why = "Ce fichier n'est pas d'un format de document connu.";
    const type = metadata?.mimeType || "application/octet-stream";
    return fromMetadata(metadata, {
      content: null,
      attachment,
      mediaType: type,
      size: bytes.length,
      quarantine: unreadable(why),
      setPatientId,
    });
  }
  const { id: content } = await contents.write([bytes]);
  return fromMetadata(metadata, { content, attachment: null, mediaType, size: bytes.length, quarantine: null, setPatientId });
}
