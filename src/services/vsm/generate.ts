import { readHead } from "../../documents/cda/read-head.js";
import { typeOf } from "../../documents/vocabularies/types.js";
import { type Document, isInAnotherDmp, type NewDocument } from "../../domain/document/document.js";
import { VISIBLE } from "../../domain/document/entry.js";
import { type ZoneOffset, zoneAsWritten } from "../../domain/local-time.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { movedMeanwhile } from "../documents/prepare-errors.js";
import { resolvePatient } from "../patients/reference.js";
import { type BuildOptions, type BuiltVsm, buildVsm, type VsmVersion, vsmType } from "./build.js";
import { setIdOf } from "./ids.js";

export interface GenerateRequest extends Pick<BuildOptions, "sections" | "without" | "author"> {
  /** `P42` or a file number. */
  readonly patient: string;
  /** Makes a new version even when nothing has changed since the last. */
  readonly again?: boolean;
  /** Makes it and files nothing. */
  readonly dryRun?: boolean;
}

export interface GeneratedVsm {
  readonly built: BuiltVsm;
  /** In the file; null with `dryRun`, unless it is the one that was there. */
  readonly document: Document | null;
  /** `unchanged`: the last one says the same, and is given. */
  readonly outcome: "generated" | "unchanged" | "planned";
  /** The version before this one, or null. */
  readonly supersedes: Document | null;
}

/**
 * Makes the summary of a patient and files it as a document of theirs: a newer version of the last one, which is superseded (RPLC,
 * cda.md §5). Nothing is sent to anybody. When the last one says the same, none is made.
 * @throws {SegurError} those of {@link buildVsm}; `document.moved` when another process was quicker with something else
 */
export async function generateVsm(cabinet: OpenCabinet, request: GenerateRequest): Promise<GeneratedVsm> {
  const patient = await resolvePatient(cabinet, request.patient);
  const { setId, last } = await lastVersion(cabinet, patient);
  const options = { sections: request.sections, without: request.without, author: request.author };
  if (last !== null && request.again !== true) {
    const version = await versionOf(cabinet, last);
    const same = await buildVsm(cabinet, patient.id, {
      ...options,
      at: last.createdAt,
      zone: await zoneOf(cabinet, last),
      version,
    });
    if (await saysTheSame(cabinet, last, same)) return { built: same, document: last, outcome: "unchanged", supersedes: null };
  }
  const version: VsmVersion = {
    setId,
    uniqueId: null,
    versionNumber: (last?.versionNumber ?? 0) + 1,
    replaces: last?.uniqueId ?? null,
  };
  const built = await buildVsm(cabinet, patient.id, { ...options, version });
  if (request.dryRun === true) return { built, document: null, outcome: "planned", supersedes: last };
  const document = await file(cabinet, built, last);
  return { built, document, outcome: "generated", supersedes: last };
}

/**
 * The summary in force that this installation made, and its set; or the one that the practice made elsewhere and that an import of its
 * export took over, whose set goes on here (cda.md §5: RPLC). One that was withdrawn, or that is in the DMP of another INS, is replaced by
 * nothing: a new set begins, which does not name it.
 */
export async function lastVersion(
  { documents, info }: Pick<OpenCabinet, "documents" | "info">,
  patient: Patient,
): Promise<{ readonly setId: string; readonly last: Document | null }> {
  let setId = (await takenOverSet(documents, patient.id)) ?? setIdOf(info.instanceId, patient, null);
  for (;;) {
    const versions = (await documents.versions(setId)).filter((each) => each.patientId === patient.id);
    const last = versions.at(-1) ?? null;
    if (last === null) return { setId, last };
    const isGone = last.state !== "current" || (last.dmp !== null && last.dmp.withdrawnAt !== undefined);
    if (!isGone && !isElsewhere(last, patient)) return { setId, last };
    setId = setIdOf(info.instanceId, patient, last.uniqueId);
  }
}

async function takenOverSet(documents: OpenCabinet["documents"], patientId: string): Promise<string | null> {
  const states = ["current", "superseded", "removed"] as const;
  let found: Document | null = null;
  for (let after: string | undefined; ; ) {
    const page = await documents.list({ patientId, typeCode: "SYNTH", origin: "local", states, limit: 200, after });
    for (const each of page.items) {
      if (each.ownVsm !== true || (found !== null && Number(found.id.slice(1)) > Number(each.id.slice(1)))) continue;
      found = each;
    }
    if (page.next === null) return found?.setId ?? null;
    after = page.next;
  }
}

/** What was taken over has no INS here before INSi gives it again: until then nothing says that its DMP is another's. */
function isElsewhere(last: Document, { identity: { ins } }: Patient): boolean {
  return (last.ownVsm !== true || ins !== null) && isInAnotherDmp(last, ins);
}

/** Of a summary that is in the file. */
export async function versionOf({ documents }: Pick<OpenCabinet, "documents">, document: Document): Promise<VsmVersion> {
  const { setId, uniqueId, versionNumber } = document;
  const before = document.replaces === null ? null : await documents.get(document.replaces);
  return { setId, uniqueId, versionNumber, replaces: before?.uniqueId ?? null };
}

/** Where the clock was when it was established, as it says: the machine may be set to another zone since. */
export async function zoneOf(
  { contents }: Pick<OpenCabinet, "contents">,
  { content }: Document,
): Promise<ZoneOffset | undefined> {
  const header = await readHead(contents.read(content));
  return zoneAsWritten(header?.createdAt ?? "") ?? undefined;
}

/** What is in the file is what would be written of the record today: the same bytes. */
export async function saysTheSame(
  { contents }: Pick<OpenCabinet, "contents">,
  last: Document,
  { cda }: BuiltVsm,
): Promise<boolean> {
  const kept = await contents.info(last.content);
  if (kept === null || kept.size !== cda.length) return false;
  let at = 0;
  for await (const piece of contents.read(last.content)) {
    if (!piece.equals(cda.subarray(at, at + piece.length))) return false;
    at += piece.length;
  }
  return at === cda.length;
}

async function file(cabinet: OpenCabinet, built: BuiltVsm, last: Document | null): Promise<Document> {
  const { draft, patient, author } = built;
  const { header } = draft;
  const { id: content, size } = await cabinet.contents.write([built.cda]);
  const type = typeOf(vsmType().code);
  if (type === null) throw new Error("the generated vocabularies lack the type SYNTH");
  const document: NewDocument = {
    patientId: patient.id,
    type: type.code,
    class: type.class,
    title: header.title,
    actDate: header.act.start,
    origin: "local",
    content,
    mimeType: "text/xml",
    size,
    fileName: null,
    cda: content,
    uniqueId: header.id.root,
    setId: header.setId.root,
    versionNumber: header.versionNumber,
    replaces: last?.id ?? null,
    author,
    confidentiality: "N",
    visibility: last?.visibility ?? VISIBLE,
    createdAt: new Date(header.createdAt).toISOString(),
    dmp: null,
  };
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const sections = draft.items.map(({ kind }) => kind).filter((kind) => !draft.left.includes(kind));
  const filed = await cabinet.documents.add(document, { userId: actor.userId, at }, ({ id }) => [
    {
      ...{ kind: "document.filed", at, actor, patientId: patient.id },
      data: { document: id, type: type.code.code, origin: "local", uniqueId: document.uniqueId },
    },
    {
      ...{ kind: "vsm.generated", at, actor, patientId: patient.id },
      data: { document: id, sections: [...new Set(sections)], score: built.score },
    },
  ]);
  // Another process made it at the same time, of the same record; anything else under this name is not this summary.
  if (!filed.added && (filed.document.patientId !== patient.id || filed.document.type.code !== type.code.code)) {
    throw movedMeanwhile(filed.document.id);
  }
  return filed.document;
}
