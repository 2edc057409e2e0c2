import type { CdaHeader } from "../../../documents/cda/header.js";
import { readCda } from "../../../documents/cda/reader.js";
import type { ArchivedPart } from "../../../documents/export/read.js";
import { HEAD_BYTES, sniffMediaType } from "../../../documents/media-type.js";
import { isVsm } from "../../../documents/vsm/kind.js";
import type { Document, NewDocument } from "../../../domain/document/document.js";
import { SegurError } from "../../../domain/errors.js";
import type { TracesOf } from "../../../store/traces.port.js";
import { type CdaFacts, factsOf } from "../../documents/from-cda.js";
import { whoseCda } from "../../documents/patient-of-cda.js";
import { canonicalId } from "../../documents/unique-id.js";
import type { ExportCabinet } from "../cabinet.js";
import type { ReadDocument } from "./document.js";
import type { ReadPatient } from "./patient.js";
import { receivedToTakeOver } from "./received.js";
import type { ReadUser } from "./users.js";

/** What became of the documents of one patient. */
export interface ImportedDocuments {
  /** Ids there → ids here. */
  readonly ids: ReadonlyMap<string, string>;
  readonly added: number;
  readonly acknowledgements: number;
  readonly refused: readonly { readonly id: string; readonly code: string; readonly message: string }[];
}

/** Where the documents of one patient come from and go to. */
export interface DocumentsJob {
  readonly cabinet: ExportCabinet;
  readonly part: ArchivedPart;
  readonly patientId: string;
  readonly said: ReadPatient["said"];
  /** Instance of the cabinet that exported. */
  readonly from: string;
  readonly users: ReadonlyMap<string, ReadUser>;
}

/**
 * Files the documents of a patient, versions after those that they replace, each in the state that it had, with its alert, in one
 * transaction: wherever the import is cut, nothing withdrawn is in force and no urgent result is silent. One that is there already stays as
 * it is, for somebody may have decided of it since. A document whose identifier is in another file, that is not what it says to be, or
 * whose CDA is about somebody else, is refused and told: the others are filed.
 * @throws {SegurError} `export.altered`, `storage`
 */
export async function importDocuments(job: DocumentsJob, items: readonly ReadDocument[]): Promise<ImportedDocuments> {
  const ids = new Map<string, string>();
  const refused: { id: string; code: string; message: string }[] = [];
  let [added, acknowledgements] = [0, 0];
  for (const read of items) {
    try {
      const filed = await fileOne(job, read, ids);
      // A person took it out of the file since.
      if (filed === null) continue;
      ids.set(read.id, requireOwn(filed.document, job.patientId).id);
      if (filed.added) added += 1;
      acknowledgements += filed.acknowledged;
    } catch (error) {
      if (!(error instanceof SegurError) || !error.code.startsWith("document.")) throw error;
      refused.push({ id: read.id, code: error.code, message: error.message });
    }
  }
  return { ids, added, acknowledgements, refused };
}

type Filed = { readonly document: Document; readonly added: boolean; readonly acknowledged: number };

async function fileOne(job: DocumentsJob, read: ReadDocument, ids: ReadonlyMap<string, string>): Promise<Filed | null> {
  const { cabinet, part, patientId, from, users } = job;
  const { contents, clock, actor } = cabinet;
  const known = await cabinet.documents.byUniqueId(read.document.uniqueId);
  if (known !== null) requireOwn(known, patientId);
  if (known !== null && read.received === null) return { document: known, added: false, acknowledged: 0 };
  const { mimeType } = read.document;
  const original = await contents.write(part.open(read.files.original));
  await requireKind(cabinet, original.id, mimeType);
  const isCda = mimeType === "text/xml";
  const cda = isCda ? original.id : read.files.cda === null ? null : (await contents.write(part.open(read.files.cda))).id;
  if (cda !== null) await requireTrue(cabinet, cda, job.said, read.document, isCda);
  const draft: NewDocument = {
    ...read.document,
    patientId,
    content: original.id,
    size: original.size,
    cda,
    replaces: read.replaces === null ? null : (ids.get(read.replaces) ?? null),
  };
  const at = clock.now().toISOString();
  const { type, origin, uniqueId } = draft;
  const { state } = read;
  const by = { userId: actor.userId, at, state };
  const traces: TracesOf<Document> = ({ id }) => [
    {
      ...{ kind: "document.filed", at, actor, patientId },
      data: { document: id, type: type.code, origin, uniqueId, ...(state === "current" ? {} : { state }) },
    },
  ];
  if (read.received === null) return { ...(await cabinet.documents.add(draft, by, traces)), acknowledged: 0 };
  return cabinet.inbox.takeOver(draft, by, traces, await receivedToTakeOver(cabinet, draft, read.received, { from, users }));
}

/** One identifier, one document: that of another file is not for this one. */
function requireOwn(document: Document, patientId: string): Document {
  if (document.patientId === patientId) return document;
  throw new SegurError({
    kind: "refused",
    code: "document.other_file",
    message: `Un document de l'export est déjà dans le dossier d'un autre patient (${document.id}).`,
  });
}

async function requireKind({ contents }: ExportCabinet, content: string, mimeType: string): Promise<void> {
  let head = Buffer.alloc(0);
  for await (const piece of contents.read(content)) {
    head = Buffer.concat([head, piece]);
    if (head.length >= HEAD_BYTES) break;
  }
  if (sniffMediaType(head.subarray(0, HEAD_BYTES)) === mimeType) return;
  throw new SegurError({
    kind: "refused",
    code: "document.other_kind",
    message: "Un document de l'export n'est pas de la sorte qu'il annonce.",
  });
}

/**
 * A CDA says itself whose it is and what it is: one of somebody else, or of several persons, is not filed by a file that says so, nor one
 * under another name, type, date, title or author (a summary filed as a letter would leave without its approval, DOC/va1.14). What came
 * from a DMP or by MSSanté was described by who sent it: its type and its names are held to the CDA, its title is theirs.
 */
async function requireTrue(
  { contents }: ExportCabinet,
  content: string,
  said: ReadPatient["said"],
  document: ReadDocument["document"],
  isOriginal: boolean,
): Promise<void> {
  let header: CdaHeader;
  try {
    ({ header } = await readCda(contents.read(content)));
  } catch (error) {
    if (!(error instanceof SegurError) || !error.code.startsWith("cda.")) throw error;
    throw new SegurError({
      kind: "refused",
      code: "document.unreadable",
      message: "Un CDA de l'export n'est pas lisible.",
      cause: error,
    });
  }
  const { verdict } = whoseCda(header, said);
  if (verdict === "other" || verdict === "several") {
    throw new SegurError({
      kind: "refused",
      code: "document.other_patient",
      message: "Un CDA de l'export est celui d'un autre patient, ou de plusieurs.",
    });
  }
  const wrong = contradiction(header, document, isOriginal && document.origin === "local");
  if (wrong === null) return;
  throw new SegurError({
    kind: "refused",
    code: "document.contradicts_cda",
    message: `Un CDA de l'export ne dit pas ce que documents.json en dit (${wrong}).`,
    rule: "EX_GEN-1060",
  });
}

/** A summary has the code of its volet, or that of the type that it is filed under. */
const VSM_TYPES: ReadonlySet<string> = new Set(["SYNTH", "60591-5"]);

/** French name of the first fact of a CDA that is said otherwise; null: none is. */
function contradiction(header: CdaHeader, document: ReadDocument["document"], whole: boolean): string | null {
  const facts = factsOf(header);
  const differs = (a: string | null | undefined, b: string | null) => a !== null && a !== undefined && a !== b;
  if (facts.uniqueId !== canonicalId(document.uniqueId)) return "identifiant";
  const isSummary = isVsm(header) && VSM_TYPES.has(document.type.code);
  if (!isSummary && differs(facts.type?.code, document.type.code)) return "type";
  if (!whole) return null;
  if (differs(facts.setId, document.setId) || facts.versionNumber !== document.versionNumber) return "version";
  if (differs(facts.actDate, document.actDate)) return "date";
  if (differs(facts.title, document.title)) return "titre";
  if (isAnotherAuthor(facts.author, document.author)) return "auteur";
  return facts.confidentiality === document.confidentiality ? null : "confidentialité";
}

/** By the national identifier; the same name is written in several ways. */
function isAnotherAuthor(said: CdaFacts["author"], told: NewDocument["author"]): boolean {
  if (said === null) return false;
  return said.id === null && told.id === null ? said.name !== told.name : said.id !== told.id;
}
