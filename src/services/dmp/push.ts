import { SegurError } from "../../domain/errors.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type Attempt, attempt } from "../outbox/attempt.js";
import { cancelLine } from "../outbox/cancel.js";
import { interrupted } from "../outbox/errors.js";
import { submissionAuthor } from "./author.js";
import { changeDocument } from "./change-document.js";
import { requireExisting } from "./existence.js";
import { requireFeedable, requirePushable } from "./feed-rules.js";
import type { PushGroup, PushOptions } from "./push-plan.js";
import { replacedEntry } from "./replaced.js";
import { type ToSubmit, writeSubmission } from "./submission.js";
import { submitHandler } from "./submit-handler.js";

/** What became of the documents of one patient. */
export interface Pushed {
  readonly group: PushGroup;
  /** `queued` and `uncertain` wait in the outbox; `refused` too, for a person; `failed`: nothing was written. */
  readonly outcome: "done" | "queued" | "uncertain" | "refused" | "failed";
  /** The line of the outbox; null when nothing was written. */
  readonly item: OutboxItem | null;
  /** The DMP had it already, from an attempt whose answer was lost. */
  readonly confirmed: boolean;
  readonly error: SegurError | null;
  readonly warnings: readonly string[];
}

/**
 * Deposits the documents of one patient in one submission (TD2.1): the DMP is asked whether it is open, the submission is written in the
 * outbox with all its bytes, then it is sent. A DMP that does not answer leaves the line in the outbox; a lost answer is checked once,
 * at once, and otherwise stays uncertain until it is.
 * @throws what is neither a rule nor the service: storage, session, configuration, interruption
 */
export async function pushGroup(
  cabinet: OpenCabinet,
  group: PushGroup,
  options: PushOptions,
  signal: AbortSignal,
): Promise<Pushed> {
  let item: OutboxItem;
  try {
    item = await write(cabinet, group, options, signal);
  } catch (error) {
    if (!(error instanceof SegurError) || !ofThisPatient(error)) throw error;
    return { group, outcome: "failed", item: null, confirmed: false, error, warnings: [] };
  }
  const handlers = { "dmp.submit": submitHandler(cabinet, { traitsConfirmed: options.traitsConfirmed }) };
  let last: Attempt = await attempt(cabinet, handlers, item.id, signal);
  // Once: a connection that was cut often comes back, and most answers that are lost are lost after the deposit was taken.
  if (last.outcome === "uncertain" && !signal.aborted) last = await attempt(cabinet, handlers, item.id, signal);
  if (signal.aborted && last.outcome !== "done") throw interrupted(item.id);
  return pushed(group, last);
}

/** The errors that concern these documents, or the state of this DMP: other patients' documents may still go. */
function ofThisPatient({ kind }: SegurError): boolean {
  return ["refused", "decision", "input", "not_found", "unreachable"].includes(kind);
}

async function write(cabinet: OpenCabinet, group: PushGroup, options: PushOptions, signal: AbortSignal): Promise<OutboxItem> {
  const { patient, ins } = group;
  const author = await submissionAuthor(cabinet);
  const checked = await isChecked(cabinet, group, options, signal);
  const wanted: ToSubmit[] = [];
  for (const { document, replaces } of group.documents) {
    const found =
      replaces === null ? null : await replacedEntry(cabinet, patient, ins, document, { must: options.mustReplace, signal });
    wanted.push({ document, replaces: found });
  }
  if (signal.aborted) throw interruptedBefore();
  // Somebody may have pushed it, or the patient opposed it, while the DMP was asked.
  requireFeedable((await cabinet.patients.get(patient.id)) ?? patient, cabinet);
  const ready: ToSubmit[] = [];
  for (const { document, replaces } of wanted) {
    await requirePushable(cabinet, (await cabinet.documents.get(document.id)) ?? document);
    await giveUpRefused(cabinet, document.id);
    const { visibility } = document;
    const now = await changeDocument(cabinet, document.id, "visibility", (found) =>
      JSON.stringify(found.visibility) === JSON.stringify(visibility) ? null : { visibility },
    );
    ready.push({ document: now ?? document, replaces });
  }
  return writeSubmission(cabinet, patient, ins, ready, author, { checked, traitsConfirmed: options.traitsConfirmed });
}

/** False when the DMP does not answer at all: the line will ask before it leaves. */
async function isChecked(cabinet: OpenCabinet, group: PushGroup, options: PushOptions, signal: AbortSignal): Promise<boolean> {
  const { patient, ins, documents } = group;
  const again = `${options.command} --confirm-traits`;
  try {
    await requireExisting(cabinet, patient, ins, { confirmed: options.traitsConfirmed, again, signal });
    return true;
  } catch (error) {
    const offline = error instanceof SegurError && error.kind === "unreachable" && !signal.aborted;
    // What a replacement replaces is read first: it cannot be written without the DMP.
    if (!offline || documents.some(({ replaces }) => replaces !== null)) throw error;
    return false;
  }
}

/** A line that the service refused is given up by a new deposit of the same document, so that it never leaves after it. */
async function giveUpRefused(cabinet: OpenCabinet, documentId: string): Promise<void> {
  for (const line of await cabinet.outbox.pendingFor(documentId)) {
    if (line.state === "refused" && line.kind === "dmp.submit") await cancelLine(cabinet, line.id);
  }
}

function pushed(group: PushGroup, { item, outcome, error, delivery }: Attempt): Pushed {
  const confirmed = delivery?.code === "confirmed";
  // What of the documents is changed was told by the plan, before they left.
  const warnings = (delivery?.warnings ?? []).map((said) => `le DMP signale : ${said}`);
  // Another process took the line first: what it makes of it is what counts.
  const state = outcome === "held" ? stateOf(item) : outcome;
  return { group, outcome: state, item, confirmed, error, warnings };
}

function stateOf({ state }: OutboxItem): Pushed["outcome"] {
  if (state === "sending") return "queued";
  return state === "cancelled" ? "failed" : state;
}

function interruptedBefore(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "dmp.interrupted",
    message: "Interrompu ; rien n'a été déposé.",
    advice: "Relancez la commande.",
  });
}
