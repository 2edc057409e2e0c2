import type { ReadCda } from "../../documents/cda/reader.js";
import type { Document, NewDocument } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { requireSame } from "./already.js";
import { requireAuthor } from "./author.js";
import { obsolete, saidByCda, unchanged } from "./cda-errors.js";
import { actDateMissing, typeMissing } from "./errors.js";
import { factsOf } from "./from-cda.js";
import { requirePatient } from "./patient-of-cda.js";
import { pdfForm, pdfRemark } from "./pdf-form.js";
import { movedMeanwhile } from "./prepare-errors.js";
import { requireReplaceable } from "./replace.js";
import { type Requested, requested } from "./requested.js";
import { notApplied, sameContent } from "./same-file.js";
import { type Sniffed, sniff } from "./source.js";
import { isFixed } from "./standing.js";
import { take } from "./take.js";
import { newSetId, uniqueIdOf } from "./unique-id.js";

export interface AddRequest {
  /** `P42` or a file number. */
  readonly patient: string;
  readonly source: AsyncIterable<Uint8Array>;
  /** Base name of the file, or null (stdin). */
  readonly fileName: string | null;
  /** As typed, see {@link requested}. */
  readonly type?: string | undefined;
  readonly date?: string | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  /** `D12` */
  readonly replaces?: string | undefined;
  /** A person has read a CDA that says too little of its patient, or has its INS with other traits. */
  readonly samePatient?: boolean;
  /** Looks at everything and writes nothing. */
  readonly dryRun?: boolean;
}

export interface Added {
  readonly patientId: string;
  /** What is (or would be) filed. */
  readonly document: NewDocument;
  /** What is in the file; null with `dryRun`. */
  readonly filed: Document | null;
  /** False when it was there already, or with `dryRun`. */
  readonly added: boolean;
  /** French: of the reading of a CDA, of a PDF that is no PDF/A-1. */
  readonly warnings: readonly string[];
}

/**
 * Files a document of a patient. A CDA tells its own type, title, date, author and identifiers; for any other kind they are given, or
 * taken from the version that is replaced. The same file filed twice (by two processes too) is one document.
 * @throws {SegurError} `document.*`, `cda.*`
 */
export async function addDocument(cabinet: OpenCabinet, request: AddRequest): Promise<Added> {
  const patient = await resolvePatient(cabinet, request.patient);
  const replaced = request.replaces === undefined ? null : await requireReplaceable(cabinet, request.replaces, patient.id);
  const given = await requested(cabinet, request, patient);
  const file = await sniff(request.source);
  // Before a byte is kept.
  if (file.mediaType !== "text/xml") {
    if (given.type === null && replaced === null) throw typeMissing();
    requireAuthor(given.author);
  }
  const taken = await take(cabinet.contents, file, request.dryRun === true);
  const patientSince = patient.createdAt;
  const base = { patientId: patient.id, patientSince, fileName: request.fileName, content: taken.info.id, size: taken.info.size };
  const draft =
    taken.cda === null
      ? await plainDocument(cabinet, { ...base, file, given, replaced })
      : await cdaDocument(cabinet, {
          ...base,
          cda: taken.cda,
          given,
          replaced,
          patient,
          samePatient: request.samePatient === true,
        });
  const remark = taken.pdf === null ? null : pdfRemark(await pdfForm(taken.pdf, cabinet.pdfConverter));
  const warnings = [...(taken.cda?.warnings ?? []), ...(remark === null ? [] : [remark])];
  if (replaced !== null && (await saysTheSame(cabinet, replaced, draft, patient))) throw unchanged(replaced.id);
  const known = await cabinet.documents.byUniqueId(draft.uniqueId);
  if (known !== null) requireSame(known, draft);
  if (request.dryRun === true) return { patientId: patient.id, document: draft, filed: null, added: false, warnings };
  const { document, added } = await keep(cabinet, draft);
  if (added) await sweepNowAndThen(cabinet, document.id);
  const again = added ? await sameContent(cabinet, document) : notApplied(document, given);
  return { patientId: patient.id, document: draft, filed: document, added, warnings: [...warnings, ...again] };
}

/** The same file is a new version all the same when its type, title, date or author change, or the identity that others were sent. */
async function saysTheSame(cabinet: OpenCabinet, replaced: Document, draft: NewDocument, patient: Patient): Promise<boolean> {
  if (replaced.content !== draft.content) return false;
  const corrected =
    replaced.type.code !== draft.type.code ||
    replaced.title !== draft.title ||
    replaced.actDate !== draft.actDate ||
    replaced.author.id !== draft.author.id ||
    replaced.author.name !== draft.author.name;
  return draft.cda === draft.content || !(corrected || (await isFixed(cabinet, replaced, patient)));
}

async function keep(cabinet: OpenCabinet, draft: NewDocument): Promise<{ document: Document; added: boolean }> {
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const { patientId, type, origin, uniqueId, samePatient } = draft;
  const { document, added } = await cabinet.documents.add(draft, { userId: actor.userId, at }, ({ id }) => {
    const data = { document: id, type: type.code, origin, uniqueId };
    const filed = { kind: "document.filed", at, actor, patientId, data } as const;
    return samePatient === undefined ? [filed] : [filed, confirmed(id, patientId, at, actor)];
  });
  if (added) return { document, added };
  requireSame(document, draft);
  return { document: await confirmAgain(cabinet, document, samePatient), added };
}

/** A person says of a document that is there already that it is its patient's: what was confirmed before is too little now. */
async function confirmAgain(cabinet: OpenCabinet, known: Document, samePatient: NewDocument["samePatient"]): Promise<Document> {
  if (samePatient === undefined || samePatient.every((field) => known.samePatient?.includes(field))) return known;
  const at = cabinet.clock.now().toISOString();
  const now = { ...known, samePatient };
  if (!(await cabinet.documents.update(now, [confirmed(known.id, known.patientId, at, cabinet.actor)]))) {
    throw movedMeanwhile(known.id);
  }
  return { ...now, rowVersion: known.rowVersion + 1 };
}

function confirmed(document: string, patientId: string, at: string, actor: OpenCabinet["actor"]): NewTrace {
  return { kind: "document.changed", at, actor, patientId, data: { document, changed: "same_patient" } };
}

/** One document in so many pays for forgetting what refused files and killed commands left in the store. */
const SWEEP_EVERY = 50;

async function sweepNowAndThen({ contents, clock }: OpenCabinet, id: string): Promise<void> {
  if (Number(id.slice(1)) % SWEEP_EVERY !== 0) return;
  // The document is filed: a store that is busy now is swept another time.
  await contents.sweep(clock.now().toISOString()).catch((error: unknown) => {
    if (!(error instanceof SegurError)) throw error;
  });
}

interface Base {
  readonly patientId: string;
  readonly patientSince: string;
  readonly fileName: string | null;
  readonly content: string;
  readonly size: number;
  readonly given: Requested;
  readonly replaced: Document | null;
}

async function plainDocument(cabinet: OpenCabinet, base: Base & { readonly file: Sniffed }): Promise<NewDocument> {
  const { given, replaced, file, patientId, patientSince, fileName, content, size } = base;
  const kind = given.type ?? (replaced === null ? null : { code: replaced.type, class: replaced.class });
  if (kind === null) throw typeMissing();
  const actDate = given.actDate ?? replaced?.actDate ?? given.today;
  const key = { patientId, patientSince, content, type: kind.code.code, actDate, replaces: replaced?.id ?? null };
  return {
    patientId,
    type: kind.code,
    class: kind.class,
    title: given.title ?? replaced?.title ?? kind.code.label,
    actDate,
    origin: "local",
    content,
    mimeType: file.mediaType,
    size,
    fileName,
    cda: null,
    uniqueId: uniqueIdOf(cabinet.info.instanceId, key),
    setId: replaced?.setId ?? newSetId(cabinet.ids),
    versionNumber: (replaced?.versionNumber ?? 0) + 1,
    replaces: replaced?.id ?? null,
    author: requireAuthor(given.author),
    confidentiality: replaced?.confidentiality ?? "N",
    visibility: replaced?.visibility ?? given.visibility,
    createdAt: cabinet.clock.now().toISOString(),
    dmp: null,
  };
}

async function cdaDocument(
  cabinet: OpenCabinet,
  base: Base & { readonly cda: ReadCda; readonly patient: Patient; readonly samePatient: boolean },
): Promise<NewDocument> {
  const { cda, given, patient, patientId, fileName, content, size } = base;
  const samePatient = requirePatient(cda.header, patient, base);
  const facts = factsOf(cda.header);
  const type = facts.type ?? given.type?.code ?? null;
  const kind = facts.class ?? given.type?.class ?? null;
  if (type === null || kind === null) throw typeMissing();
  if (facts.type !== null && given.type !== null && given.type.code.code !== facts.type.code) throw saidByCda("--type");
  if (facts.title !== null && given.title !== null && given.title !== facts.title) throw saidByCda("--title");
  if (facts.actDate !== null && given.actDate !== null && given.actDate !== facts.actDate) throw saidByCda("--date");
  if (facts.author !== null && given.authorTyped) throw saidByCda("--author");
  const actDate = facts.actDate ?? given.actDate;
  if (actDate === null) throw actDateMissing();
  const previous = await previousVersion(cabinet, base, facts);
  return {
    patientId,
    type,
    class: kind,
    title: facts.title ?? given.title ?? type.label,
    actDate,
    origin: "local",
    content,
    mimeType: "text/xml",
    size,
    fileName,
    cda: content,
    uniqueId: facts.uniqueId,
    setId: facts.setId,
    versionNumber: facts.versionNumber,
    replaces: previous,
    author: facts.author ?? requireAuthor(given.author),
    confidentiality: facts.confidentiality,
    visibility: given.visibility,
    createdAt: facts.createdAt ?? cabinet.clock.now().toISOString(),
    dmp: null,
    ...(samePatient === undefined ? {} : { samePatient }),
  };
}

/** The version in the file that this one replaces: the one that was named, else the last of its set (cda.md §5). */
async function previousVersion(
  cabinet: OpenCabinet,
  { replaced, patientId }: Base,
  facts: ReturnType<typeof factsOf>,
): Promise<string | null> {
  if (replaced !== null) {
    if (replaced.setId !== facts.setId) throw saidByCda("--replaces");
    return replaced.id;
  }
  const versions = (await cabinet.documents.versions(facts.setId)).filter((each) => each.patientId === patientId);
  if (versions.some(({ uniqueId }) => uniqueId === facts.uniqueId)) return null;
  const last = versions.at(-1);
  if (last !== undefined && last.versionNumber > facts.versionNumber) throw obsolete(last.id);
  return last?.state === "current" ? last.id : null;
}
