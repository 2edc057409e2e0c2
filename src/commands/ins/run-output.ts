import type { Outcome, Run, RunItem, RunSummary } from "../../services/ins/run/types.js";
import type { Column, Output, Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { plural } from "./plural.js";

/** French, for people. */
export const OUTCOMES: Readonly<Record<Outcome, { readonly label: string; readonly many: string; readonly tone: Tone }>> = {
  found: { label: "trouvé", many: "trouvés", tone: "good" },
  review: { label: "à valider", many: "à valider", tone: "warn" },
  several: { label: "plusieurs identités", many: "avec plusieurs identités", tone: "warn" },
  not_found: { label: "non trouvé", many: "non trouvés", tone: "warn" },
  refused: { label: "refusé", many: "refusés", tone: "bad" },
  error: { label: "en échec", many: "en échec", tone: "bad" },
};
const ORDER: readonly Outcome[] = ["found", "review", "not_found", "several", "refused", "error"];
/** In the table form, failures come first, then what a person must look at. */
const FAILURES_FIRST: readonly Outcome[] = ["error", "refused", "review", "several", "not_found"];
const SHOWN = 20;

/** `segur.ins.item/1`: one item of a run. */
export const ITEM_COLUMNS: readonly Column<RunItem>[] = [
  { key: "line", title: "Ligne", value: (item) => item.line, align: "right" },
  { key: "key", title: "Dossier", value: (item) => item.key },
  { key: "patientId", title: "Patient", value: (item) => item.patientId },
  {
    key: "outcome",
    title: "Résultat",
    value: (item) => item.result?.outcome ?? "pending",
    text: (item) => (item.result ? OUTCOMES[item.result.outcome].label : "en attente"),
    tone: (item) => (item.result ? OUTCOMES[item.result.outcome].tone : "muted"),
  },
  { key: "code", title: "Code", value: (item) => item.result?.code ?? null },
  { key: "status", title: "Statut", value: (item) => item.result?.status ?? null },
  { key: "calls", title: "Appels", value: (item) => item.result?.calls ?? item.calls, align: "right" },
  { key: "advice", title: "Que faire", value: (item) => item.result?.advice ?? null },
];

/** What a person needs to act, on a terminal of 80 columns. */
const PERSON_COLUMNS = ITEM_COLUMNS.filter(({ key }) => ["line", "key", "patientId", "outcome", "advice"].includes(key));

/** `id` of an item for machines: unique over runs. */
const ID_COLUMN: Column<RunItem> = { key: "id", title: "Id", value: (item) => `${item.runId}:${item.line}`, machineOnly: true };

/** The summary of a run, `segur.ins.run/1`. */
export function runJson(run: Run, summary: RunSummary): Readonly<Record<string, unknown>> {
  return {
    run: run.id,
    kind: run.kind,
    state: summary.done === summary.total ? "done" : "open",
    source: run.source,
    reason: run.reason,
    environment: run.environment,
    createdAt: run.createdAt,
    total: summary.total,
    done: summary.done,
    outcomes: summary.byOutcome,
    calls: summary.calls,
  };
}

/**
 * 0 when every item is final; 3 when some failed or wait for a person, or when a line of the file was no patient at all
 * (`unread`): a faulty line must not pass for a success.
 */
export function runExitCode(summary: RunSummary, unread: number): number {
  const { error, review } = summary.byOutcome;
  return error + review + unread > 0 ? EXIT_PARTIAL : EXIT_DONE;
}

/**
 * Writes the items as they come. On a terminal, a person gets counts and the items to look at; everything else gets one line
 * for each input line, in order, then the summary.
 */
export async function writeRun(
  context: CommandContext,
  run: Run,
  items: AsyncIterable<RunItem>,
  summarise: () => Promise<RunSummary>,
): Promise<RunSummary> {
  const { output, io } = context;
  if (output.format === "table" && io.stdoutIsTty) return writeForPerson(context, run, items, summarise);
  let summary: RunSummary | undefined;
  const watched = (async function* () {
    yield* items;
    summary = await summarise();
  })();
  await output.list<RunItem>({
    schema: output.format === "json" ? "segur.ins.run/1" : "segur.ins.item/1",
    columns: [ID_COLUMN, ...ITEM_COLUMNS],
    items: watched,
    extra: () => (summary ? runJson(run, summary) : {}),
    empty: "Aucun patient.",
  });
  const known = summary ?? (await summarise());
  if (output.format === "ndjson") await output.line({ schema: "segur.ins.run/1", id: run.id, ...runJson(run, known) });
  else if (output.format !== "json") output.note(headline(run, known));
  return known;
}

async function writeForPerson(
  context: CommandContext,
  run: Run,
  items: AsyncIterable<RunItem>,
  summarise: () => Promise<RunSummary>,
): Promise<RunSummary> {
  const { output } = context;
  const kept = new Map<Outcome, RunItem[]>(FAILURES_FIRST.map((outcome) => [outcome, []]));
  for await (const item of items) {
    const list = item.result ? kept.get(item.result.outcome) : undefined;
    if (list && list.length < SHOWN) list.push(item);
  }
  const summary = await summarise();
  await context.io.out(`${output.style("strong", headline(run, summary))}\n`);
  await context.io.out(`${outcomeTable(output, summary)}\n`);
  await writeFailures(context, run, kept, summary);
  return summary;
}

/** Counts by outcome, those that happened. */
export function outcomeTable(output: Output, summary: RunSummary): string {
  const rows = ORDER.filter((outcome) => summary.byOutcome[outcome] > 0).map((outcome) => [
    output.style(OUTCOMES[outcome].tone, OUTCOMES[outcome].label),
    String(summary.byOutcome[outcome]),
    share(summary.byOutcome[outcome], summary.total),
  ]);
  return output.table(["Résultat", "Patients", "Part"], rows);
}

async function writeFailures(
  context: CommandContext,
  run: Run,
  kept: ReadonlyMap<Outcome, readonly RunItem[]>,
  summary: RunSummary,
): Promise<void> {
  const { output } = context;
  const shown = FAILURES_FIRST.flatMap((outcome) => kept.get(outcome) ?? []).slice(0, SHOWN);
  if (shown.length === 0) return;
  await output.list<RunItem>({ schema: "segur.ins.item/1", columns: PERSON_COLUMNS, items: shown });
  const { found, ...others } = summary.byOutcome;
  const rest = Object.values(others).reduce((sum, count) => sum + count, 0) - shown.length;
  if (rest > 0) output.note(`… et ${plural(rest, "autre", "autres")}. Tout voir : segur ins runs ${run.id}`);
  if (summary.byOutcome.review > 0) output.note("Pour décider des réponses à valider : segur ins review");
  if (summary.byOutcome.error > 0) output.note(`Pour redemander les échecs : segur ins resume ${run.id} --failed`);
}

/** « Lot R20261123-7F3K : 200 patients, 151 trouvés, 4 à valider… » */
export function headline(run: Run, summary: RunSummary): string {
  const parts = ORDER.filter((outcome) => summary.byOutcome[outcome] > 0).map((outcome) =>
    plural(summary.byOutcome[outcome], OUTCOMES[outcome].label, OUTCOMES[outcome].many),
  );
  const left = summary.total - summary.done;
  if (left > 0) parts.push(plural(left, "restant", "restants"));
  const of = `${plural(summary.total, "patient", "patients")}, ${plural(summary.calls, "appel", "appels")}`;
  return `Lot ${run.id} : ${of}${parts.length > 0 ? ` — ${parts.join(", ")}` : ""}`;
}

function share(count: number, total: number): string {
  return `${((100 * count) / Math.max(1, total)).toFixed(1).replace(".", ",")} %`;
}
