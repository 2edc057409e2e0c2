import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type Attempt, attempt } from "../outbox/attempt.js";
import { interrupted } from "../outbox/errors.js";
import type { PushGroup, PushOptions } from "./push-plan.js";
import { type WrittenGroup, writeGroup } from "./push-write.js";
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
 * at once, and otherwise stays uncertain until it is. A document that cannot go is told alone, and stops none of the others.
 * @returns what became of the submission, then of each document that was left out of it
 * @throws what is neither a rule nor the service: storage, session, configuration, interruption
 */
export async function pushGroup(
  cabinet: OpenCabinet,
  group: PushGroup,
  options: PushOptions,
  signal: AbortSignal,
): Promise<readonly Pushed[]> {
  const left: Pushed[] = [];
  const failed = (documents: PushGroup["documents"], error: unknown): Pushed => {
    if (!(error instanceof SegurError) || !ofThisPatient(error)) throw error;
    return { group: { ...group, documents }, outcome: "failed", item: null, confirmed: false, error, warnings: [] };
  };
  const leave = ({ id }: Document, error: unknown) => {
    const alone = group.documents.filter((planned) => planned.document.id === id);
    left.push(failed(alone, error));
  };
  let written: WrittenGroup | null;
  try {
    written = await writeGroup(cabinet, group, options, leave, signal);
  } catch (error) {
    const apart = new Set(left.flatMap((each) => each.group.documents));
    const others = group.documents.filter((planned) => !apart.has(planned));
    return [failed(others, error), ...left];
  }
  if (written === null) return left;
  const { item } = written;
  const handlers = { "dmp.submit": submitHandler(cabinet, { traitsConfirmed: options.traitsConfirmed }) };
  let last: Attempt = await attempt(cabinet, handlers, item.id, signal);
  // Once: a connection that was cut often comes back, and most answers that are lost are lost after the deposit was taken.
  if (last.outcome === "uncertain" && !signal.aborted) last = await attempt(cabinet, handlers, item.id, signal);
  if (signal.aborted && last.outcome !== "done") throw interrupted(item.id);
  return [pushed(written, last), ...left];
}

/** The errors that concern these documents, or the state of this DMP: other patients' documents may still go. */
function ofThisPatient({ kind }: SegurError): boolean {
  return ["refused", "decision", "input", "not_found", "unreachable"].includes(kind);
}

function pushed({ group, warnings: told }: WrittenGroup, { item, outcome, error, delivery }: Attempt): Pushed {
  const confirmed = delivery?.code === "confirmed";
  // What of the documents is changed was told by the plan, before they left.
  const warnings = [...told, ...(delivery?.warnings ?? []).map((said) => `le DMP signale : ${said}`)];
  // Another process took the line first: what it makes of it is what counts.
  const state = outcome === "held" ? stateOf(item) : outcome;
  return { group, outcome: state, item, confirmed, error, warnings };
}

function stateOf({ state }: OutboxItem): Pushed["outcome"] {
  if (state === "sending") return "queued";
  return state === "cancelled" ? "failed" : state;
}
