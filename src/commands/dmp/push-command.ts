import { readAudiences } from "../../services/dmp/hide-from.js";
import { type Pushed, pushGroup } from "../../services/dmp/push.js";
import { type PushOptions, type PushPlan, planPush } from "../../services/dmp/push-plan.js";
import { requireVsmApproval } from "../../services/vsm/approval.js";
import { aside } from "../../terminal/aside.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { nothingDone } from "./nothing-done.js";
import { exitOf, writePushed } from "./push-output.js";
import { previewText, remarksOf, writePlan } from "./push-plan-output.js";

/** The deposit of documents, in the three steps of a person: what would leave, the confirmation, what became of it. */
export async function pushCommand(context: CommandContext, input: CommandInput, name: "push" | "replace"): Promise<number> {
  const ids = words(input.args[0]);
  const options = readOptions(input, ids, name);
  const cabinet = await context.cabinet();
  const plan = await planPush(cabinet, ids, options);
  // Alone, a refusal is the error itself, not a line of a batch.
  const [only] = plan.refused;
  if (only !== undefined && plan.groups.length === 0 && plan.refused.length === 1) throw only.error;
  if (input.options.dryRun === true) {
    await writePlan(context, plan);
    return exitOf([], plan.refused);
  }
  const named = plan.groups.flatMap(({ documents }) => documents.map(({ document }) => document.id));
  await requireVsmApproval(cabinet, named, input.options.yes !== true);
  if (!(await isConfirmed(context, plan, input.options.yes === true))) return nothingDone(context);
  const results: Pushed[] = [];
  const progress = context.progress("Dépôt dans le DMP");
  try {
    for (const group of plan.groups) {
      progress.update({ done: results.length, total: plan.groups.length, text: group.patient.id });
      results.push(...(await pushGroup(cabinet, group, options, context.interrupted)));
    }
  } finally {
    progress.end();
  }
  return writePushed(context, results, plan.refused);
}

/**
 * A person sees what would leave, and for whom, and says so; where nobody can be asked, `--yes` says it.
 * @returns false when the person said no
 */
async function isConfirmed(context: CommandContext, plan: PushPlan, yes: boolean): Promise<boolean> {
  if (yes || plan.groups.length === 0) {
    for (const remark of remarksOf(plan)) context.output.warn(remark);
    return true;
  }
  if (context.io.canPrompt) aside(context.io, await previewText(context, plan));
  return context.prompt.confirm("Déposer dans le DMP ?", { flag: "--yes", initial: false });
}

function readOptions(input: CommandInput, ids: readonly string[], name: "push" | "replace"): PushOptions {
  const { hideFrom, actDate, confirmTraits } = input.options;
  const given = words(hideFrom);
  const flags = given.map((each) => ` --hide-from ${each}`).join("");
  return {
    hideFrom: given.length === 0 ? [] : readAudiences(given, "--hide-from"),
    reviewed: actDate === true,
    traitsConfirmed: confirmTraits === true,
    mustReplace: name === "replace",
    command: `segur dmp ${name} ${ids.map((id) => id.toUpperCase()).join(" ")}${flags}${actDate === true ? " --act-date" : ""}`,
  };
}

function words(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
