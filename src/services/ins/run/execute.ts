import type { Machine } from "../../../domain/ports.js";
import type { Run, RunItem, RunSummary } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { runInterrupted, serviceDown } from "../errors.js";
import { trace } from "./open-run.js";
import { OrderedItems } from "./ordered.js";
import { type WorkOptions, workRun } from "./work.js";

export interface ExecuteContext {
  readonly cabinet: OpenCabinet;
  readonly machine: Machine;
  readonly interrupted: AbortSignal;
  /** A few times a second. */
  readonly progress: (summary: RunSummary) => void;
}

const PROGRESS_MS = 200;

/**
 * Works on an opened run and gives its items in input order, each exactly once, as soon as those before it are known. Ends
 * when every item has an outcome; throws `run.service_down` (exit 5) or `run.interrupted` (exit 130) after what is already
 * known in order. A consumer that stops early (`| head`) ends the run as Ctrl-C does: what is under way is finished and kept.
 */
export async function* executeRun(context: ExecuteContext, run: Run, options: WorkOptions): AsyncGenerator<RunItem, RunSummary> {
  const { cabinet } = context;
  const ordered = new OrderedItems(cabinet, run.id);
  const deaf = new AbortController();
  const interrupted = AbortSignal.any([context.interrupted, deaf.signal]);
  const working = work({ ...context, interrupted }, run, options, ordered).finally(() => ordered.end());
  // Its failure is thrown below, once what is known has been told.
  working.catch(() => undefined);
  let told = false;
  try {
    for await (const item of ordered) yield item;
    told = true;
  } finally {
    if (!told) {
      deaf.abort();
      await working.catch(() => undefined);
    }
  }
  await working;
  return cabinet.runs.summary(run.id);
}

async function work(context: ExecuteContext, run: Run, options: WorkOptions, ordered: OrderedItems): Promise<void> {
  const { cabinet, machine, interrupted, progress } = context;
  const before = await cabinet.runs.summary(run.id);
  progress(before);
  if (before.done === before.total) return;
  let shown = 0;
  const written = (): void => {
    ordered.notify();
    const now = cabinet.clock.now().getTime();
    if (now - shown < PROGRESS_MS) return;
    shown = now;
    cabinet.runs.summary(run.id).then(progress, () => undefined);
  };
  const insi = await cabinet.insi();
  const end = await workRun({ cabinet, insi, machine, interrupted, written }, run.id, options);
  const summary = await cabinet.runs.summary(run.id);
  progress(summary);
  if (end.kind === "down") throw serviceDown(run.id, end.cause);
  if (end.kind === "interrupted" && summary.done < summary.total) throw runInterrupted(run.id);
  await trace(cabinet, run, "run.ended", { byOutcome: summary.byOutcome, calls: summary.calls });
}
