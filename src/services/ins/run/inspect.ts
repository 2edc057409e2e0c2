import type { Run, RunItem, RunSummary } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { runNotFound } from "../errors.js";

const PAGE = 500;

export async function getRun(cabinet: OpenCabinet, id: string): Promise<Run> {
  const run = await cabinet.runs.get(id);
  if (!run) throw runNotFound(id);
  return run;
}

/** Every run of the cabinet, newest first, with its counts. */
export async function* listRuns(cabinet: OpenCabinet): AsyncGenerator<{ readonly run: Run; readonly summary: RunSummary }> {
  let after: string | undefined;
  for (;;) {
    const page = await cabinet.runs.list({ limit: 100, after });
    for (const run of page) yield { run, summary: await cabinet.runs.summary(run.id) };
    after = page.at(-1)?.id;
    if (page.length < 100) return;
  }
}

/** Every item of a run in input order, whatever its state. */
export async function* runItems(cabinet: OpenCabinet, runId: string): AsyncGenerator<RunItem> {
  let afterLine = 0;
  for (;;) {
    const items = await cabinet.runs.items(runId, { afterLine, limit: PAGE });
    yield* items;
    afterLine = items.at(-1)?.line ?? afterLine;
    if (items.length < PAGE) return;
  }
}
