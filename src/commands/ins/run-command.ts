import { usageError } from "../../services/ins/errors.js";
import { executeRun } from "../../services/ins/run/execute.js";
import type { OpenedRun } from "../../services/ins/run/open-run.js";
import { parseRate, type Rate } from "../../services/ins/run/rate.js";
import type { Run, RunItem, RunSummary } from "../../services/ins/run/types.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { plural } from "./plural.js";
import { headline, runExitCode, writeRun } from "./run-output.js";

export interface Pace {
  readonly concurrency: number;
  readonly rate: Rate | null;
}

const MAX_CONCURRENCY = 256;

/** Reads `--concurrency` and `--rate`. The default pace is the polite one: INSi publishes no quota (insi.md §9). */
export function readPace(input: CommandInput): Pace {
  const { concurrency, rate } = input.options;
  const slots = concurrency === undefined ? 2 : Number(concurrency);
  if (!Number.isInteger(slots) || slots < 1 || slots > MAX_CONCURRENCY) {
    throw usageError(
      "run.concurrency",
      `« ${String(concurrency)} » n'est pas un nombre d'appels simultanés.`,
      `Donnez un entier de 1 à ${MAX_CONCURRENCY} : --concurrency 4`,
    );
  }
  return { concurrency: slots, rate: typeof rate === "string" ? parseRate(rate) : null };
}

/** Works on an opened run and writes it; gives the exit code. */
export async function workAndWrite(context: CommandContext, opened: OpenedRun, pace: Pace): Promise<number> {
  const cabinet = await context.cabinet();
  const { run, how } = opened;
  const summarise = () => cabinet.runs.summary(run.id);
  if (how === "resumed") context.output.note(`Reprise du ${headline(run, await summarise()).replace(/^L/, "l")}`);
  if (how === "finished") context.output.note(nothingLeft(run, await summarise()));
  const progress = context.progress("Qualification INS");
  try {
    const items = executeRun(
      {
        cabinet,
        machine: context.machine,
        interrupted: context.interrupted,
        progress: (summary) =>
          progress.update({
            done: summary.done,
            total: summary.total,
            text: plural(summary.byOutcome.found, "trouvé", "trouvés"),
          }),
      },
      run,
      pace,
    );
    const count = { unread: 0 };
    const clearing = clearBefore(counted(items, count), () => progress.end());
    const summary = await writeRun(context, run, clearing, summarise);
    return runExitCode(summary, count.unread);
  } finally {
    progress.end();
  }
}

/** Why a run asks nothing. */
function nothingLeft(run: Run, { total, byOutcome }: RunSummary): string {
  if (total === 0) return "Aucun patient n'est concerné : aucun appel.";
  const how = byOutcome.error > 0 ? `les échecs : segur ins resume ${run.id} --failed` : "tout : segur ins qualify … --new";
  return `Le lot ${run.id} est déjà terminé : aucun appel. Pour redemander ${how}`;
}

/** Counts the lines that import refused: they have no patient. */
async function* counted(items: AsyncIterable<RunItem>, count: { unread: number }): AsyncGenerator<RunItem> {
  for await (const item of items) {
    if (item.result?.outcome === "refused" && item.patientId === null) count.unread += 1;
    yield item;
  }
}

/** The bar goes away before the last words are written. */
async function* clearBefore<T>(items: AsyncIterable<T>, clear: () => void): AsyncGenerator<T> {
  yield* items;
  clear();
}
