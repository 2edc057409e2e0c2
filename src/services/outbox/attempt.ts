import { SegurError } from "../../domain/errors.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { nextTryAt } from "./backoff.js";
import { kindUnknown, lineNotFound, unexpected } from "./errors.js";
import type { Delivery, Handlers, Judgement, OutboxHandler, Settled } from "./handler.js";
import { holding, leaseUntil } from "./lease.js";
import { told } from "./told.js";

export type OutboxCabinet = Pick<OpenCabinet, "outbox" | "machine" | "clock" | "actor">;

/** What one attempt came to. */
export interface Attempt {
  /** The line as it is now. */
  readonly item: OutboxItem;
  /**
   * `held`: another process has it, or it needs nothing. Otherwise the state it was left in: `queued` and `uncertain` will be tried
   * again, `refused` waits for a person.
   */
  readonly outcome: "done" | "queued" | "uncertain" | "refused" | "held";
  /** Why it is not done, when this attempt knows it. */
  readonly error: SegurError | null;
  /** What the service answered, when it is done. */
  readonly delivery: Delivery | null;
  /** Nothing else can be sent before something is fixed (configuration, session), or the service answers again. */
  readonly stop: boolean;
}

/**
 * Where a failure stopped: before anything left, while what left earlier was being checked (still unknown), or once the bytes had begun
 * to leave.
 */
type Stage = "before" | "checking" | "sent";
type Ended = { readonly delivery: Delivery } | { readonly error: SegurError; readonly stage: Stage };

/**
 * Tries one line once: taken by this process alone, checked with the service when an earlier attempt may have arrived, sent, and settled
 * with what came of it. A crash at any instant leaves it taken by a dead process, which the next attempt finds uncertain.
 */
export async function attempt(
  cabinet: OutboxCabinet,
  handlers: Handlers,
  id: string,
  interrupted: AbortSignal,
): Promise<Attempt> {
  const { outbox, clock, machine } = cabinet;
  const before = await outbox.get(id);
  if (before === null) throw lineNotFound(id);
  const handler = handlers[before.kind];
  if (handler === undefined) throw kindUnknown(before);
  const claim = await outbox.claim(id, machine, { now: clock.now().toISOString(), leaseUntil: leaseUntil(cabinet) });
  if (claim === null) return held(cabinet, before);
  const { item, was } = claim;
  const ended = await holding(cabinet, id, interrupted, (signal) => work(handler, item, was === "uncertain", signal));
  return settle(cabinet, handler, item, ended);
}

/** The only place where something leaves. */
async function work(handler: OutboxHandler, item: OutboxItem, wasUncertain: boolean, signal: AbortSignal): Promise<Ended> {
  let stage: Stage = wasUncertain ? "checking" : "before";
  try {
    const maybeThere = wasUncertain || (await isInDoubt(handler, item));
    if (maybeThere) stage = "checking";
    const found = maybeThere ? await handler.confirm(item, signal) : null;
    if (found !== null) return await arrived(handler, item, found);
    stage = "before";
    const delivery = await handler.send(item, {
      signal,
      leaving: () => {
        stage = "sent";
      },
    });
    return await arrived(handler, item, delivery);
  } catch (error) {
    const known = error instanceof SegurError ? error : unexpected(error);
    if (handler.isDuplicate(known)) return duplicate(handler, item, known, signal);
    // A refusal of this attempt says nothing of an earlier one.
    const isStill = await isInDoubt(handler, item).catch(() => wasUncertain);
    return { error: known, stage: isStill ? "checking" : stage };
  }
}

async function isInDoubt(handler: OutboxHandler, item: OutboxItem): Promise<boolean> {
  return (await handler.isInDoubt?.(item)) === true;
}

/** What is there already was put there by an attempt whose answer was lost, if it is really there, and in this patient's file. */
async function duplicate(handler: OutboxHandler, item: OutboxItem, said: SegurError, signal: AbortSignal): Promise<Ended> {
  try {
    const found = await handler.confirm(item, signal);
    return found === null ? { error: said, stage: "before" } : await arrived(handler, item, found);
  } catch (error) {
    return { error: error instanceof SegurError ? error : unexpected(error), stage: "checking" };
  }
}

async function arrived(handler: OutboxHandler, item: OutboxItem, delivery: Delivery): Promise<Ended> {
  await handler.delivered(item, delivery);
  return { delivery };
}

async function settle(cabinet: OutboxCabinet, handler: OutboxHandler, item: OutboxItem, ended: Ended): Promise<Attempt> {
  const now = cabinet.clock.now();
  const at = now.toISOString();
  if ("delivery" in ended) {
    const { delivery } = ended;
    const traces = [await settledTrace(cabinet, handler, item, { state: "done", code: delivery.code })];
    const kept = await cabinet.outbox.settle(
      item.id,
      cabinet.machine,
      { state: "done", at, error: null, result: delivery.result },
      traces,
    );
    return kept
      ? { item: await current(cabinet, item), outcome: "done", error: null, delivery, stop: false }
      : held(cabinet, item);
  }
  const { error, stage } = ended;
  const judged = handler.judge(error);
  const state = stateAfter(stage, judged, handler.isDuplicate(error));
  const next = judged.retry === "later" && state !== "refused" ? nextTryAt(item.key, item.attempts, now) : null;
  const result = state === "refused" ? null : (handler.remember?.(item, error, at) ?? null);
  const kept = await cabinet.outbox.settle(
    item.id,
    cabinet.machine,
    { state, at, nextTryAt: next, error: { code: error.code, message: told(error) }, result },
    // Only what ends a line is a fact for the journal; each call has its own lines there.
    state === "refused"
      ? [await settledTrace(cabinet, handler, item, { state, code: error.code, arrived: handler.arrivedOf?.(error) ?? [] })]
      : [],
  );
  if (error.code === "outbox.unexpected") throw error.cause;
  if (!kept) return held(cabinet, item);
  const stop = judged.retry === "stop" || error.kind === "unreachable" || error.kind === "interrupted";
  return { item: await current(cabinet, item), outcome: state, error, delivery: null, stop };
}

/** In doubt, a line is uncertain: it is checked before anything is sent again. */
function stateAfter(stage: Stage, judged: Judgement, duplicate: boolean): "queued" | "uncertain" | "refused" {
  // The service knows the identifier and does not show the document: sending again cannot help, a person must look.
  if (duplicate) return "refused";
  if (judged.settled === true) return "refused";
  if (stage === "checking" || (stage === "sent" && !judged.nothingTaken)) return "uncertain";
  return judged.retry === "never" ? "refused" : "queued";
}

async function settledTrace(
  cabinet: OutboxCabinet,
  handler: OutboxHandler,
  item: OutboxItem,
  settled: Settled,
): Promise<NewTrace> {
  const { state, code } = settled;
  return {
    kind: "outbox.settled",
    at: cabinet.clock.now().toISOString(),
    actor: cabinet.actor,
    patientId: item.patientId ?? undefined,
    code,
    data: { outbox: item.id, kind: item.kind, state, documents: item.documents, ...(await handler.describe(item, settled)) },
  };
}

async function held(cabinet: OutboxCabinet, item: OutboxItem): Promise<Attempt> {
  return { item: await current(cabinet, item), outcome: "held", error: null, delivery: null, stop: false };
}

async function current(cabinet: OutboxCabinet, item: OutboxItem): Promise<OutboxItem> {
  return (await cabinet.outbox.get(item.id)) ?? item;
}
