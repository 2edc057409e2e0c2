import { purgeCancelled } from "../../services/journal/errors.js";
import { type PurgePlan, planPurge, purgeJournal } from "../../services/journal/purge.js";
import { headText } from "../../services/journal/verify.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur journal purge [--dry-run] [--yes] [--force]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const plan = await planPurge(cabinet);
  const dryRun = givenFlag(input, "dryRun");
  if (dryRun || plan.total === 0) {
    const head = await cabinet.journal.head();
    return tell(context, plan, { dryRun, removed: 0, head: headText(head) });
  }
  const question = `Retirer ${counted(plan.total)} du journal, pour toujours ?`;
  if (!givenFlag(input, "yes") && !(await context.prompt.confirm(question, { flag: "--yes" }))) throw purgeCancelled();
  const { removed, head } = await purgeJournal(cabinet, plan, {
    force: givenFlag(input, "force"),
    interrupted: context.interrupted,
  });
  return tell(context, plan, { dryRun, removed, head: headText(head) });
}

async function tell(
  context: CommandContext,
  plan: PurgePlan,
  done: { readonly dryRun: boolean; readonly removed: number; readonly head: string },
): Promise<void> {
  const value = { dryRun: done.dryRun, expired: plan.total, removed: done.removed, classes: plan.classes, head: done.head };
  await context.output.one("segur.journal.purge/1", value, (style) => {
    const rows = plan.classes.map(({ label, retention, before, lines }) => [
      label,
      retention,
      `${before.slice(8, 10)}/${before.slice(5, 7)}/${before.slice(0, 4)}`,
      frenchNumber(lines),
    ]);
    const table = context.output.table(["Classe", "Conservation", "Avant le", "Lignes"], rows);
    if (plan.total === 0) return `${table}Rien à purger : aucune ligne n'a passé sa durée de conservation.`;
    if (done.dryRun) return `${table}${counted(plan.total)} à retirer ; rien n'a été retiré (--dry-run).`;
    const removed = style("good", `${counted(done.removed)} retirée${done.removed > 1 ? "s" : ""}, la chaîne tient.`);
    return `${table}${removed}\nTête, à garder ailleurs : ${done.head}`;
  });
}

function counted(lines: number): string {
  return `${frenchNumber(lines)} ligne${lines > 1 ? "s" : ""}`;
}
