import { readCda } from "../../../documents/cda/reader.js";
import type { ArchivedPart } from "../../../documents/export/read.js";
import { HEAD_BYTES, sniffMediaType } from "../../../documents/media-type.js";
import type { Document, NewDocument } from "../../../domain/document/document.js";
import { SegurError } from "../../../domain/errors.js";
import { whoseCda } from "../../documents/patient-of-cda.js";
import type { ExportCabinet } from "../cabinet.js";
import type { ReadDocument } from "./document.js";
import type { ReadPatient } from "./patient.js";

/** What became of the documents of one patient. */
export interface ImportedDocuments {
  /** Ids there → ids here. */
  readonly ids: ReadonlyMap<string, string>;
  readonly filed: readonly { readonly read: ReadDocument; readonly document: Document }[];
  readonly added: number;
  readonly refused: readonly { readonly id: string; readonly code: string; readonly message: string }[];
}

/**
 * Files the documents of a patient, versions after those that they replace. A document whose identifier is in another file, that is not
 * what it says to be, or whose CDA is about somebody else, is refused and told: the others are filed.
 * @throws {SegurError} `export.altered`, `storage`
 */
export async function importDocuments(
  cabinet: ExportCabinet,
  part: ArchivedPart,
  patientId: string,
  items: readonly ReadDocument[],
  said: ReadPatient["said"],
): Promise<ImportedDocuments> {
  const ids = new Map<string, string>();
  const filed: { read: ReadDocument; document: Document }[] = [];
  const refused: { id: string; code: string; message: string }[] = [];
  let count = 0;
  for (const read of items) {
    try {
      const { document, added } = await fileOne(cabinet, part, patientId, read, ids, said);
      ids.set(read.id, document.id);
      filed.push({ read, document });
      if (added) count += 1;
    } catch (error) {
      if (!(error instanceof SegurError) || !error.code.startsWith("document.")) throw error;
      refused.push({ id: read.id, code: error.code, message: error.message });
    }
  }
  // Superseded by a version that is not in the export, or withdrawn by its author.
  for (const [index, { read, document }] of filed.entries()) {
    const now = (await cabinet.documents.get(document.id)) ?? document;
    if (now.state !== read.state) await cabinet.documents.update({ ...now, state: read.state });
    filed[index] = { read, document: { ...now, state: read.state } };
  }
  return { ids, filed, added: count, refused };
}

async function fileOne(
  cabinet: ExportCabinet,
  part: ArchivedPart,
  patientId: string,
  read: ReadDocument,
  ids: ReadonlyMap<string, string>,
  said: ReadPatient["said"],
): Promise<{ document: Document; added: boolean }> {
  const { contents, clock, actor } = cabinet;
  const known = await cabinet.documents.byUniqueId(read.document.uniqueId);
  if (known !== null) return { document: requireOwn(known, patientId), added: false };
  const { mimeType } = read.document;
  const original = await contents.write(part.open(read.files.original));
  await requireKind(cabinet, original.id, mimeType);
  if (mimeType === "text/xml") await requireAbout(cabinet, original.id, said);
  const cda =
    mimeType === "text/xml" ? original.id : read.files.cda === null ? null : (await contents.write(part.open(read.files.cda))).id;
  if (cda !== null && cda !== original.id) await requireAbout(cabinet, cda, said);
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
  const result = await cabinet.documents.add(draft, { userId: actor.userId, at }, ({ id }) => [
    { kind: "document.filed", at, actor, patientId, data: { document: id, type: type.code, origin, uniqueId } },
  ]);
  return { document: requireOwn(result.document, patientId), added: result.added };
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

/** A CDA of somebody else, or of several persons, is not filed by a file that says so. */
async function requireAbout({ contents }: ExportCabinet, content: string, said: ReadPatient["said"]): Promise<void> {
  let verdict: string;
  try {
    verdict = whoseCda((await readCda(contents.read(content))).header, said).verdict;
  } catch (error) {
    if (!(error instanceof SegurError) || !error.code.startsWith("cda.")) throw error;
    throw new SegurError({
      kind: "refused",
      code: "document.unreadable",
      message: "Un CDA de l'export n'est pas lisible.",
      cause: error,
    });
  }
  if (verdict !== "other" && verdict !== "several") return;
  throw new SegurError({
    kind: "refused",
    code: "document.other_patient",
    message: "Un CDA de l'export est celui d'un autre patient, ou de plusieurs.",
  });
}
