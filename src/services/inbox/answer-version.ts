import type { Document } from "../../domain/document/document.js";
import { isOfVersion } from "../../domain/inbox/version.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import { documentUnknown } from "../dmp/feed-errors.js";
import { patientNotFound } from "../patients/errors.js";
import { lookAgain } from "./assess.js";
import { type Classified, type ClassifyOptions, type FilingCabinet, put } from "./classify.js";
import { decisionOf } from "./decision.js";
import { draftOf } from "./draft.js";
import {
  alreadyDecided,
  isQuarantined,
  movedMeanwhile,
  nothingToAnswer,
  reasonWrong,
  samePatientUnsaid,
  versionOfAnother,
} from "./filing-errors.js";
import { whereToFile } from "./local-files.js";
import { resolveReceivedDocument } from "./reference.js";
import { copiesOf, currentVersion, relationOf } from "./version-of.js";

/**
 * A person accepts a new version or a deletion (UX.05): the old result stays, superseded or removed, with its trace (BIO/va1.02, va1.07).
 * @throws {SegurError} `inbox.nothing_to_accept`, `inbox.version_other_patient`, `document.*`
 */
export async function acceptVersion(
  cabinet: FilingCabinet,
  id: string,
  options: ClassifyOptions & { readonly samePatient?: boolean } = {},
): Promise<Classified> {
  const { document, message } = await waitingAnswer(cabinet, id);
  const version = await currentVersion(cabinet, document);
  if (version.kind === "refused") throw isQuarantined(document.id, version.problem.code, version.problem.message, version.byHand);
  if ((version.kind === "deletion" || version.kind === "new_version") && !version.samePatient && options.samePatient !== true)
    throw samePatientUnsaid(document.id, version.about);
  if (version.kind === "deletion") return withdraw(cabinet, document, await targetOf(cabinet, version.about), options);
  if (version.kind !== "new_version") throw nothingToAnswer(document.id);
  const target = await targetOf(cabinet, version.about);
  const patient = target === null ? null : await cabinet.patients.get(target.patientId);
  if (target === null || patient === null) throw patientNotFound(target?.patientId ?? version.about);
  const { filing } = await whereToFile(cabinet, document, message);
  // By its INS it is certain to be somebody else's.
  if (filing.certain && filing.candidate.patientId !== patient.id) throw versionOfAnother(document.id, target.id);
  const candidates = filing.certain ? [filing.candidate] : filing.candidates;
  const candidate = candidates.find(({ patientId }) => patientId === patient.id) ?? null;
  const draft = await draftOf(cabinet, { message, document }, patient, { ...options, replaces: target.id });
  return put(cabinet, document, patient, draft, { filing, candidate, byHand: true, replaced: target.id, ...options });
}

/** A person refuses it: the file stays as it is, and who refused is kept. */
export async function refuseVersion(cabinet: FilingCabinet, id: string, note: string | null): Promise<Classified> {
  const { document } = await waitingAnswer(cabinet, id);
  return close(cabinet, document, "refused", note);
}

/** A person decides that it goes nowhere, and says why. What is in quarantine is closed this way too. @throws {SegurError} `inbox.reason` */
export async function setAside(cabinet: FilingCabinet, id: string, reason: string): Promise<Classified> {
  const note = reason.trim();
  if (note === "" || note.length > 500 || /\p{Cc}/u.test(note)) throw reasonWrong();
  const { document } = await resolveReceivedDocument(cabinet, id);
  if (document.state === "filed" || document.state === "set_aside")
    throw alreadyDecided(document.id, document.state, document.document, document.patientId);
  return close(cabinet, document, "set_aside", note);
}

async function waitingAnswer(cabinet: FilingCabinet, id: string) {
  const received = await resolveReceivedDocument(cabinet, id);
  const { state, quarantine, document, patientId } = received.document;
  if (state === "filed" || state === "set_aside") throw alreadyDecided(received.document.id, state, document, patientId);
  if (quarantine !== null && !isOfVersion(quarantine))
    throw isQuarantined(received.document.id, quarantine.code, quarantine.message);
  const version = await currentVersion(cabinet, received.document);
  if (version.kind !== "new_version" && version.kind !== "deletion" && version.kind !== "refused")
    throw nothingToAnswer(received.document.id);
  return received;
}

async function targetOf({ documents }: FilingCabinet, id: string | null): Promise<Document | null> {
  if (id === null) return null;
  const found = await documents.get(id);
  if (found === null) throw documentUnknown(id);
  return found;
}

async function withdraw(
  cabinet: FilingCabinet,
  document: ReceivedDocument,
  target: Document | null,
  { dryRun, samePatient }: ClassifyOptions & { readonly samePatient?: boolean },
): Promise<Classified> {
  const about = { patientId: target?.patientId ?? null, document: target?.id ?? null };
  const told = { id: document.id, outcome: "withdrawn", rule: "deletion", ...about } as const;
  if (dryRun === true) return { ...told, outcome: "would_file" };
  const decision = decisionOf(cabinet, {
    ...{ document, kind: "withdrawn", rule: "deletion", byHand: true, data: about },
    next: { state: "set_aside", filing: document.filing, ...about },
  });
  if (target !== null) {
    const { clock, actor } = cabinet;
    const at = clock.now().toISOString();
    const data = { document: target.id, changed: "removed" };
    const changed = { kind: "document.changed", at, actor, patientId: target.patientId, data } as const;
    const traces = [changed, ...(decision.traces ?? [])];
    if (!(await cabinet.inbox.decideOf(document, { ...decision, traces }, target, "removed"))) throw movedMeanwhile(document.id);
    await lookAgain(cabinet, document);
    return told;
  }
  // It was never filed: what waits of it goes nowhere either. The request is closed last, so that a crash leaves it to be answered again.
  for (const other of await copiesOf(cabinet, document)) {
    // Whatever it waits as: a new version, a duplicate, one that is kept out of every file.
    if (other.state === "filed" || other.state === "set_aside" || other.action === "D") continue;
    // A person said yes: what only looks like its author's is withdrawn too, and never what is another patient's.
    const { whose, author } = await relationOf(cabinet, document, other);
    if (author !== "other" && (whose === "same" || (whose === "unsaid" && samePatient === true)))
      await close(cabinet, other, "withdrawn", null);
  }
  const { next, event, traces } = decision;
  if (!(await cabinet.inbox.decide(document, next, event, traces))) throw movedMeanwhile(document.id);
  await lookAgain(cabinet, document);
  return told;
}

async function close(
  cabinet: FilingCabinet,
  document: ReceivedDocument,
  kind: "refused" | "set_aside" | "withdrawn",
  note: string | null,
): Promise<Classified> {
  const { filing, patientId, document: about, id } = document;
  const { next, event, traces } = decisionOf(cabinet, {
    ...{ document, kind, note, byHand: true },
    rule: document.quarantine?.code ?? document.state,
    next: { state: "set_aside", patientId, document: about, filing },
    data: { from: document.state, quarantine: document.quarantine?.code },
  });
  if (!(await cabinet.inbox.decide(document, next, event, traces))) throw movedMeanwhile(id);
  // While its request is being applied, nothing else moves.
  if (kind !== "withdrawn") await lookAgain(cabinet, document);
  const outcome = kind === "withdrawn" ? "set_aside" : kind;
  return { id, outcome, patientId, document: about, rule: null };
}
