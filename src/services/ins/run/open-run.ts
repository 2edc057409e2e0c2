import type { Machine } from "../../../domain/ports.js";
import type { Run, RunKind } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { reasonMissing, runLoading, runNotFound } from "../errors.js";
import { reclaimFromDead } from "./claims.js";
import type { RunSource } from "./source.js";

export interface OpenedRun {
  readonly run: Run;
  /** `new`: just made; `resumed`: was begun before or by another process; `finished`: nothing is left to do. */
  readonly how: "new" | "resumed" | "finished";
}

export interface OpenRunOptions {
  readonly kind: RunKind;
  readonly reason: string | null;
  /** Makes a new run even when this input has one. */
  readonly fresh: boolean;
}

/** Finds the run of this input, or makes it: the same command again goes on where it stopped. */
export async function openRun(cabinet: OpenCabinet, source: RunSource, options: OpenRunOptions): Promise<OpenedRun> {
  if (cabinet.info.environment !== "sandbox" && !options.reason) throw reasonMissing();
  if (!options.fresh && source.fingerprint !== null) {
    const known = await reusable(cabinet, source.fingerprint, source.stable);
    if (known) return known;
  }
  const run = await load(cabinet, source, options);
  return run;
}

async function load(cabinet: OpenCabinet, source: RunSource, options: OpenRunOptions): Promise<OpenedRun> {
  const id = cabinet.ids.run();
  await cabinet.runs.create({
    id,
    kind: options.kind,
    createdAt: cabinet.clock.now().toISOString(),
    createdBy: cabinet.actor.userId,
    environment: cabinet.info.environment,
    reason: options.reason,
    source: source.label,
    fingerprint: source.fingerprint ?? `loading:${id}`,
  });
  try {
    for await (const items of source.items(id)) await cabinet.runs.addItems(id, items);
  } catch (error) {
    await cabinet.runs.discard(id);
    throw error;
  }
  const fingerprint = source.fingerprintAfter?.() ?? source.fingerprint;
  if (!options.fresh && fingerprint !== null) {
    // Someone else may have made this run while we were reading, or long ago (stdin).
    const known = await reusable(cabinet, fingerprint, source.stable);
    if (known) {
      await cabinet.runs.discard(id);
      return known;
    }
  }
  const join = source.stable ? "any" : "open";
  const sealed = await cabinet.runs.seal(id, {
    join: options.fresh ? undefined : join,
    ...(fingerprint === null ? {} : { fingerprint }),
  });
  if (sealed.id !== id) return { run: sealed, how: sealed.state === "done" ? "finished" : "resumed" };
  await trace(cabinet, sealed, "run.started");
  return { run: sealed, how: sealed.state === "done" ? "finished" : "new" };
}

async function reusable(cabinet: OpenCabinet, fingerprint: string, stable: boolean): Promise<OpenedRun | null> {
  const run = await cabinet.runs.findByFingerprint(fingerprint);
  if (!run) return null;
  if (run.state === "open") return { run, how: "resumed" };
  return stable ? { run, how: "finished" } : null;
}

/** The run a person names to go on with. `failed` also takes the items that ended in error. */
export async function resumeRun(cabinet: OpenCabinet, machine: Machine, runId: string, failed: boolean): Promise<OpenedRun> {
  const run = await cabinet.runs.get(runId);
  if (!run) throw runNotFound(runId);
  if (run.state === "loading") throw runLoading(runId);
  await reclaimFromDead(cabinet, runId, machine);
  if (failed) await cabinet.runs.reopen(runId, "error");
  const now = (await cabinet.runs.get(runId)) ?? run;
  return { run: now, how: now.state === "done" ? "finished" : "resumed" };
}

/** Traces the start or the end of a run; the ledger is not the journal. */
export async function trace(
  cabinet: OpenCabinet,
  run: Run,
  kind: "run.started" | "run.ended",
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await cabinet.traces.append([
    {
      kind,
      at: cabinet.clock.now().toISOString(),
      actor: cabinet.actor,
      runId: run.id,
      data: { total: run.total, reason: run.reason, environment: run.environment, ...data },
    },
  ]);
}
