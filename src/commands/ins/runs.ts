import { getRun, listRuns, runItems } from "../../services/ins/run/inspect.js";
import type { Run, RunSummary } from "../../services/ins/run/types.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { plural } from "./plural.js";
import { headline, writeRun } from "./run-output.js";

const STATES: Readonly<Record<Run["state"], string>> = { loading: "en lecture", open: "à continuer", done: "terminé" };

/** `segur ins runs [LOT]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const [id] = input.args;
  if (typeof id === "string") {
    const found = await getRun(cabinet, id);
    await writeRun(context, found, runItems(cabinet, id), () => cabinet.runs.summary(id));
    return;
  }
  await context.output.list({
    schema: "segur.ins.runs/1",
    items: listRuns(cabinet),
    empty: "Aucun lot. Pour en faire un : segur ins qualify FICHIER",
    columns: [
      { key: "id", title: "Lot", value: ({ run: each }) => each.id },
      {
        key: "createdAt",
        title: "Créé le",
        value: ({ run: each }) => each.createdAt,
        text: ({ run: each }) => frenchDateTime(each.createdAt),
      },
      { key: "source", title: "Entrée", value: ({ run: each }) => each.source },
      { key: "state", title: "État", value: ({ run: each }) => each.state, text: stateText },
      { key: "reason", title: "Motif", value: ({ run: each }) => each.reason, machineOnly: true },
      { key: "total", title: "Total", value: ({ summary }) => summary.total, align: "right" },
      { key: "done", title: "Faits", value: ({ summary }) => summary.done, machineOnly: true },
      { key: "found", title: "Trouvés", value: ({ summary }) => summary.byOutcome.found, align: "right" },
      { key: "review", title: "À valider", value: ({ summary }) => summary.byOutcome.review, align: "right" },
      { key: "error", title: "En échec", value: ({ summary }) => summary.byOutcome.error, align: "right" },
      { key: "outcomes", title: "Résultats", value: ({ summary }) => summary.byOutcome, machineOnly: true },
      { key: "calls", title: "Appels", value: ({ summary }) => summary.calls, machineOnly: true },
      { key: "headline", title: "Bilan", value: ({ run: each, summary }) => headline(each, summary), machineOnly: true },
    ],
  });
}

function stateText({ run, summary }: { readonly run: Run; readonly summary: RunSummary }): string {
  return run.state === "open" ? `${STATES.open} (${plural(summary.done, "fait", "faits")})` : STATES[run.state];
}
