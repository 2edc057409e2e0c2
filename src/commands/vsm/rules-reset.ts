import { SegurError } from "../../domain/errors.js";
import { criterionWords } from "../../services/reminders/errors.js";
import { readReminders, resetReminders } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { run as list } from "./rules-list.js";
import { mayTakeAway } from "./rules-yes.js";

/** `segur vsm rules reset [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const own = await ownRules(context);
  if (own !== null) {
    const what = `Les règles du cabinet vont être remplacées par celles d'origine${own === "" ? "" : ` : ${own}`}.`;
    if (!(await mayTakeAway(context, input, { what, command: "segur vsm rules reset" }))) return;
  }
  await resetReminders(cabinet);
  await list(context);
}

/** The rules of the cabinet, in words; null: they are those of the product. Rules that cannot be read are told without a word of them. */
async function ownRules(context: CommandContext): Promise<string | null> {
  try {
    const { rules, edited } = await readReminders(await context.cabinet());
    return edited ? rules.map((rule) => `${rule.name} (${criterionWords(rule)}, ${rule.months} mois)`).join(", ") : null;
  } catch (error) {
    if (error instanceof SegurError && error.code === "vsm.rules_damaged") return "";
    throw error;
  }
}
