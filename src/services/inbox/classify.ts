import type { NewDocument } from "../../domain/document/document.js";
import { type BiologyAlerts, UNDETERMINED } from "../../domain/inbox/biology.js";
import { comparedFields } from "../../domain/inbox/file-where.js";
import type { Candidate, Filing } from "../../domain/inbox/filing.js";
import { isOfFile } from "../../domain/inbox/same-person.js";
import { isOfVersion, type Version } from "../../domain/inbox/version.js";
import type { Patient } from "../../domain/patient.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { assessOne, isStale, lookAgain } from "./assess.js";
import type { Mailboxes } from "./attachment.js";
import { decisionOf, filingData } from "./decision.js";
import { draftOf, type SaidByHand } from "./draft.js";
import {
  alreadyDecided,
  isQuarantined,
  movedMeanwhile,
  needsYes,
  notCertain,
  notToFile,
  UNDONE_WHY,
  withdrawnBefore,
} from "./filing-errors.js";
import { whereToFile } from "./local-files.js";
import { noteOfMessage } from "./note.js";
import { resolveReceivedDocument } from "./reference.js";
import { currentVersion } from "./version-of.js";

/** Type of a report of biology (LOINC). */
const BIOLOGY = "11502-2";

export type FilingCabinet = OpenCabinet & Mailboxes;

/** What became of a document that was to be filed. */
export interface Classified {
  readonly id: string;
  /**
   * `already`: it was, in this file · `would_file`: with `dryRun` · `duplicate`, `obsolete`: there is nothing to file · `replaced`,
   * `withdrawn`: a new version, a deletion was applied · `refused`, `set_aside`: nothing changes in a file
   */
  readonly outcome:
    | "filed"
    | "already"
    | "would_file"
    | "duplicate"
    | "obsolete"
    | "replaced"
    | "withdrawn"
    | "refused"
    | "set_aside";
  readonly patientId: string | null;
  /** `D7` */
  readonly document: string | null;
  readonly rule: string | null;
}

export interface ClassifyOptions {
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Files a document when it is certain (mss.md §8.2), by the files and the versions as they are now, and not as they were when it came.
 * @throws {SegurError} a `decision` when a person must say; `inbox.quarantined`, `document.*`
 */
export async function classifyCertain(cabinet: FilingCabinet, id: string, options: ClassifyOptions = {}): Promise<Classified> {
  const received = await resolveReceivedDocument(cabinet, id);
  const { document, message } = received;
  if (document.state === "filed") return filedAlready(document);
  if (document.state === "set_aside") throw alreadyDecided(document.id, document.state, document.document, null);
  const { version, now } = await examined(cabinet, document, options.dryRun === true);
  // Another process filed it since it was read: it would be the duplicate of itself.
  if (now.state === "filed") return filedAlready(now);
  if (version.kind === "refused") throw isQuarantined(now.id, version.problem.code, version.problem.message, version.byHand);
  if (version.kind === "duplicate" || version.kind === "obsolete")
    return { id: now.id, outcome: version.kind, patientId: null, document: version.about, rule: version.kind };
  requireFirst(now.id, version);
  const { filing, patients } = await whereToFile(cabinet, now, message);
  const ids = filing.certain ? [filing.candidate.patientId] : filing.candidates.map(({ patientId }) => patientId);
  const patient = filing.certain ? patients.get(filing.candidate.patientId) : undefined;
  if (!filing.certain || patient === undefined) throw notCertain(now.id, filing.rule, ids);
  // What a person took out of a file does not go back there by itself.
  if (await wasUndone(cabinet, now)) throw notCertain(now.id, filing.rule, ids, UNDONE_WHY);
  const draft = await draftOf(cabinet, { message, document: now }, patient, { signal: options.signal });
  const about = { filing, candidate: filing.candidate, byHand: false };
  return put(cabinet, now, patient, draft, { ...about, ...options });
}

/**
 * Files a document in the file that a person names, with the guards of `doc add`. A message without a document is filed as a note.
 * @throws {SegurError} `document.other_patient`, `document.traits_differ`, `document.patient_unsure`, `inbox.*`
 */
export async function classifyByHand(
  cabinet: FilingCabinet,
  id: string,
  reference: string,
  said: SaidByHand & ClassifyOptions,
): Promise<Classified> {
  const patient = await resolvePatient(cabinet, reference);
  const received = await noteToFile(cabinet, id, patient, said);
  const { document, message } = received;
  if (document.state === "filed" && document.patientId === patient.id) return filedAlready(document);
  if (document.state === "filed" || document.state === "set_aside")
    throw alreadyDecided(document.id, document.state, document.document, document.patientId);
  const dryRun = said.dryRun === true || received.draft;
  const { version, now } = received.draft
    ? { version: { kind: "first", replacesUnknown: false } as const, now: document }
    : await examined(cabinet, document, dryRun);
  if (now.state === "filed" && now.patientId === patient.id) return filedAlready(now);
  if (now.state === "filed") throw alreadyDecided(now.id, now.state, now.document, now.patientId);
  if (version.kind === "duplicate") throw notToFile(now.id, version.kind, version.about, version.twin);
  // A set is what its emitter says it is: an older version may be a result like another, which a person files all the same.
  if (version.kind === "refused") requireOwnFile(now, version, patient);
  else requireFirst(now.id, version);
  const { filing } = await whereToFile(cabinet, now, message);
  const candidates = filing.certain ? [filing.candidate] : filing.candidates;
  const candidate = candidates.find(({ patientId }) => patientId === patient.id) ?? null;
  const draft = await draftOf(cabinet, { message, document: now }, patient, said);
  return put(cabinet, now, patient, draft, { filing, candidate, byHand: true, dryRun, signal: said.signal });
}

/** The text of a message becomes a document of the inbox only when it can be filed: one that is refused leaves nothing behind. */
async function noteToFile(cabinet: FilingCabinet, id: string, patient: Patient, said: SaidByHand & ClassifyOptions) {
  const tried = await noteOfMessage(cabinet, id, { dryRun: true });
  if (!tried.draft || said.dryRun === true) return tried;
  await draftOf(cabinet, tried, patient, said);
  return noteOfMessage(cabinet, id, {});
}

/** A clash of sets keeps no result out of the file of a patient whose qualified INS it carries (904). */
function requireOwnFile(document: ReceivedDocument, version: Version & { readonly kind: "refused" }, patient: Patient): void {
  const { identity, usedName, usedGivenName } = patient;
  const ins = document.patient?.ins ?? null;
  const own = identity.status === "qualifiee" && ins !== null && ins.matricule === identity.ins?.matricule;
  if (!version.byHand || !own || isOfFile(document.patient, { ...identity, usedName, usedGivenName }) !== "same")
    throw isQuarantined(document.id, version.problem.code, version.problem.message, version.byHand);
}

/** What it is now of what is here, written down when it changed. @throws {SegurError} `inbox.quarantined` for what it is by itself */
async function examined(
  cabinet: FilingCabinet,
  document: ReceivedDocument,
  dryRun: boolean,
): Promise<{ readonly version: Version; readonly now: ReceivedDocument }> {
  if (document.quarantine !== null && !isOfVersion(document.quarantine))
    throw isQuarantined(document.id, document.quarantine.code, document.quarantine.message);
  const version = await currentVersion(cabinet, document);
  let now = document;
  if (!dryRun && isStale(document, version)) {
    const written = await assessOne(cabinet, document);
    now = written ?? (await filedMeanwhile(cabinet, document.id));
  }
  return { version, now };
}

/** Another process was quicker, and has done it. @throws {SegurError} `inbox.moved` for anything else that it decided */
async function filedMeanwhile({ inbox }: FilingCabinet, id: string): Promise<ReceivedDocument> {
  const now = await inbox.document(id);
  if (now?.state !== "filed") throw movedMeanwhile(id);
  return now;
}

function requireFirst(id: string, version: Version): void {
  if (version.kind === "withdrawn") throw withdrawnBefore(id, version.by);
  if (version.kind === "new_version" || version.kind === "deletion") throw needsYes(id, version);
}

async function wasUndone({ inbox }: FilingCabinet, { id }: ReceivedDocument): Promise<boolean> {
  return (await inbox.events(id)).some(({ kind }) => kind === "unfiled");
}

interface Put extends ClassifyOptions {
  readonly filing: Filing;
  readonly candidate: Candidate | null;
  readonly byHand: boolean;
  /** The new version that a person accepted. */
  readonly replaced?: string;
}

/** One transaction: the document in the file, its state here, the traces; another process that was quicker is told. */
export async function put(
  cabinet: FilingCabinet,
  document: ReceivedDocument,
  patient: Patient,
  draft: NewDocument,
  { filing, candidate, byHand, replaced, dryRun }: Put,
): Promise<Classified> {
  const rule = filing.rule;
  const told = { id: document.id, patientId: patient.id, rule };
  if (dryRun === true) return { ...told, outcome: "would_file", document: null };
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const result = await cabinet.inbox.file(document, draft, patient.version, { userId: actor.userId, at }, (filed) => {
    const { id, type, uniqueId } = filed;
    const about = { at, actor, patientId: patient.id };
    const traces: NewTrace[] = [
      { kind: "document.filed", ...about, data: { document: id, type: type.code, origin: "mss", uniqueId } },
    ];
    if (draft.samePatient !== undefined)
      traces.push({ kind: "document.changed", ...about, data: { document: id, changed: "same_patient" } });
    const decision = decisionOf(cabinet, {
      ...{ document, rule, byHand, kind: replaced === undefined ? "filed" : "replaced" },
      next: {
        state: "filed",
        patientId: patient.id,
        document: id,
        filing,
        ...alertsToTell(document, type.code),
        ...(document.quarantine === null ? {} : { quarantine: null }),
      },
      fields: candidate === null ? [] : comparedFields(candidate),
      data: { document: id, patientId: patient.id, replaced, samePatient: draft.samePatient, ...filingData(filing) },
    });
    return { ...decision, traces: [...traces, ...(decision.traces ?? [])] };
  });
  if (result.outcome === "filed") {
    await lookAgain(cabinet, document);
    return { ...told, outcome: replaced === undefined ? "filed" : "replaced", document: result.document.id };
  }
  const now = await cabinet.inbox.document(document.id);
  if (now?.state === "filed" && now.patientId === patient.id) return filedAlready(now);
  if (result.outcome === "moved") throw movedMeanwhile(document.id);
  if (now !== null) await assessOne(cabinet, now);
  throw notToFile(document.id, "duplicate", result.document.id, null);
}

/** A report of biology of which nothing could be read (a PDF alone) is « ? », never silent, until somebody has seen it (cda.md §4). */
function alertsToTell({ alerts }: ReceivedDocument, typeCode: string): { readonly alerts?: BiologyAlerts } {
  return alerts === null && typeCode === BIOLOGY ? { alerts: UNDETERMINED } : {};
}

function filedAlready({ id, patientId, document, filing }: ReceivedDocument): Classified {
  return { id, outcome: "already", patientId, document, rule: filing?.rule ?? null };
}
