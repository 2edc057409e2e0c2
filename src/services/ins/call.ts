import { SegurError } from "../../domain/errors.js";
import type { IsoInstant } from "../../domain/identity/types.js";
import type { Actor } from "../../domain/ports.js";
import type { CallContext, TraitsQuery, VerifyQuery, VitaleQuery } from "../../gateways/insi/port.js";
import { InsiFault } from "../../gateways/insi/port.js";
import type { NewTrace } from "../../store/traces.port.js";

/** What a call needs of an opened cabinet; an `OpenCabinet` is one. */
export interface CallCabinet {
  readonly actor: Actor;
  readonly clock: { now(): Date };
  readonly ids: { uuid(): string };
  readonly traces: { append(traces: readonly NewTrace[]): Promise<void> };
}

export type InsiOperation = "search.traits" | "search.vitale" | "verify";

/** One INSi call that is about to be made: whom for, which operation, by a person or by a batch, with which criteria. */
export interface CallIntent {
  readonly patientId: string;
  readonly runId?: string | undefined;
  readonly operation: InsiOperation;
  /** False when a person asked for this very patient (INSI-MANU), true in a run (INSI-AUTO). */
  readonly automatic: boolean;
  readonly criteria: TraitsQuery | VitaleQuery | VerifyQuery;
}

/** What came back: an answer with its code, or why there is none. */
export type CallOutcome<T extends { readonly code: string }> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly error: unknown };

export interface CallOptions {
  /** The intention is already on disk (a run writes many of them in one commit). Needs a `messageId`. */
  readonly intended?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The trace of an intention, to be on disk before the call leaves (INS/va1.38, insi.md §6.8). */
export function intendedTrace(cabinet: CallCabinet, intent: CallIntent, messageId: string): NewTrace {
  return {
    kind: "insi.intended",
    at: now(cabinet),
    actor: cabinet.actor,
    patientId: intent.patientId,
    runId: intent.runId,
    messageId,
    data: { operation: intent.operation, automatic: intent.automatic, criteria: intent.criteria },
  };
}

/**
 * The trace of what came back. An answer is kept exactly as received (INS, OID, history, traits: INS/va1.38, .35, .06, .63);
 * a failure keeps the service's code and text. The code is `OK`/`KO` for a verification, the CR code for a search.
 */
export function answeredTrace<T extends { readonly code: string }>(
  cabinet: CallCabinet,
  intent: CallIntent,
  messageId: string,
  outcome: CallOutcome<T>,
): NewTrace {
  const said = outcome.ok ? { code: answerCode(outcome.answer), answer: outcome.answer } : failure(outcome.error);
  const { code, ...rest } = said;
  return {
    kind: "insi.answered",
    at: now(cabinet),
    actor: cabinet.actor,
    patientId: intent.patientId,
    runId: intent.runId,
    messageId,
    code,
    data: { operation: intent.operation, automatic: intent.automatic, ...rest },
  };
}

/**
 * Makes one INSi call between its two traces. The call does not leave before its intention is durable; the answer is not
 * given to the caller before it is durable either, so that nothing is decided on an answer that a crash would lose.
 * When the outcome cannot be written, the storage error is thrown instead of the answer or of the fault.
 */
export async function tracedCall<T extends { readonly code: string }>(
  cabinet: CallCabinet,
  intent: CallIntent,
  messageId: string | undefined,
  call: (context: CallContext) => Promise<T>,
  options: CallOptions = {},
): Promise<T> {
  if (options.intended === true && messageId === undefined) throw new TypeError("an intention on disk has a messageId");
  const id = messageId ?? cabinet.ids.uuid();
  if (options.intended !== true) await cabinet.traces.append([intendedTrace(cabinet, intent, id)]);
  let answer: T;
  try {
    answer = await call({ messageId: id, signal: options.signal });
  } catch (error) {
    await cabinet.traces.append([answeredTrace(cabinet, intent, id, { ok: false, error })]);
    throw error;
  }
  await cabinet.traces.append([answeredTrace(cabinet, intent, id, { ok: true, answer })]);
  return answer;
}

/** Delays before the second and third attempt, in milliseconds (insi.md §9: few, exponential). */
export const RETRY_DELAYS_MS: readonly number[] = [500, 2_000];

/**
 * Runs `attempt` again, at most twice, when the service said « later » (siram_40, network): never for a fault that only a
 * corrected input or a changed configuration can cure (insi.md §3.2). Each attempt makes its own MessageID and traces.
 */
export async function retryLater<T>(
  clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> },
  attempt: (index: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let index = 0; ; index++) {
    try {
      return await attempt(index);
    } catch (error) {
      const delay = RETRY_DELAYS_MS[index];
      if (delay === undefined || !(error instanceof InsiFault) || error.retry !== "later") throw error;
      await clock.sleep(delay, signal);
      if (signal?.aborted) throw error;
    }
  }
}

/** `OK`/`KO` when the answer has a result, else its CR code. */
function answerCode(answer: { readonly code: string }): string {
  return "result" in answer && typeof answer.result === "string" ? answer.result : answer.code;
}

function failure(error: unknown): { code: string; [key: string]: unknown } {
  if (error instanceof InsiFault) {
    const { serviceCode, siram, severity, retry, message, why } = error;
    return { code: serviceCode, fault: { siram, severity, retry, message, why } };
  }
  if (error instanceof SegurError) return { code: error.code, failure: { kind: error.kind, message: error.message } };
  // The text of a defect may quote what was being handled: only its type is kept.
  return { code: "internal", failure: { kind: "internal", name: error instanceof Error ? error.name : typeof error } };
}

function now(cabinet: CallCabinet): IsoInstant {
  return cabinet.clock.now().toISOString();
}
