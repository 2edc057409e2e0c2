import { isOfVersion } from "../../domain/inbox/version.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import { assessOne, lookAgain } from "./assess.js";
import type { FilingCabinet } from "./classify.js";
import { decisionOf } from "./decision.js";
import { cannotUnfile, movedMeanwhile, nothingToUndo } from "./filing-errors.js";
import { resolveReceivedDocument } from "./reference.js";

export interface Undone {
  readonly id: string;
  readonly undone: "filed" | "withdrawn" | "set_aside";
  /** The document that left the file, or that is in force again. */
  readonly document: string | null;
  readonly patientId: string | null;
  readonly state: ReceivedDocument["state"];
}

/**
 * Takes back the last decision. A document that was filed leaves the file, unless it left the practice since; it may then be filed
 * elsewhere, by a person only. A deletion that was accepted is a request again, and what it had removed is in force.
 * @throws {SegurError} `inbox.nothing_to_undo`, `inbox.undo_sent`, `inbox.undo_in_dmp`, `inbox.undo_replaced`
 */
export async function undoFiling(cabinet: FilingCabinet, typed: string): Promise<Undone> {
  const { document } = await resolveReceivedDocument(cabinet, typed);
  if (document.state === "filed") return unfile(cabinet, document);
  if (document.state === "set_aside") return reopen(cabinet, document);
  throw nothingToUndo(document.id);
}

const OPEN = { patientId: null, document: null, filing: null } as const;

async function unfile(cabinet: FilingCabinet, document: ReceivedDocument): Promise<Undone> {
  const { id, patientId, document: filed } = document;
  if (filed === null) throw nothingToUndo(id);
  const decision = decisionOf(cabinet, {
    ...{ document, kind: "unfiled", rule: document.filing?.rule ?? "none", byHand: true, data: { document: filed, patientId } },
    next: { state: "new", ...OPEN },
  });
  const result = await cabinet.inbox.unfile(document, decision);
  if (result.outcome === "moved") throw movedMeanwhile(id);
  if (result.outcome === "kept") throw cannotUnfile(id, filed, result.why, result.by);
  const state = await again(cabinet, id);
  await lookAgain(cabinet, document);
  return { id, undone: "filed", document: filed, patientId, state };
}

async function reopen(cabinet: FilingCabinet, document: ReceivedDocument): Promise<Undone> {
  const { id, patientId } = document;
  const events = await cabinet.inbox.events(id);
  const last = events.findLast(({ kind }) => kind === "withdrawn" || kind === "refused" || kind === "set_aside");
  const target = document.document === null ? null : await cabinet.documents.get(document.document);
  const undone = last?.kind === "withdrawn" ? "withdrawn" : "set_aside";
  const state = document.quarantine === null ? "new" : "quarantined";
  const decided = { document, kind: "reopened", rule: last?.kind ?? "none", byHand: true, data: { from: last?.kind } } as const;
  if (undone === "withdrawn" && target !== null) {
    if (target.state !== "removed") throw movedMeanwhile(id);
    const next = { state: "deletion", patientId, document: target.id, filing: document.filing } as const;
    const decision = decisionOf(cabinet, { ...decided, next });
    if (!(await cabinet.inbox.decideOf(document, decision, target, "current"))) throw movedMeanwhile(id);
    return { id, undone, document: target.id, patientId: target.patientId, state: next.state };
  }
  const { next, event, traces } = decisionOf(cabinet, { ...decided, next: { state, ...OPEN } });
  if (!(await cabinet.inbox.decide(document, next, event, traces))) throw movedMeanwhile(id);
  const now = await again(cabinet, id);
  await lookAgain(cabinet, document);
  return { id, undone, document: null, patientId: null, state: now };
}

/** Looked at again at once, so that the list does not show it as never seen. */
async function again(cabinet: FilingCabinet, id: string): Promise<ReceivedDocument["state"]> {
  const document = await cabinet.inbox.document(id);
  const now =
    document === null || (document.quarantine !== null && !isOfVersion(document.quarantine))
      ? document
      : await assessOne(cabinet, document);
  return now?.state ?? "new";
}
