import { criterionWords, ruleUnknown } from "../../services/reminders/errors.js";
import { readReminders, removeRule } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { mayTakeAway } from "./rules-yes.js";

/** `segur vsm rules remove NOM [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const name = textArgument(input, 0);
  const cabinet = await context.cabinet();
  const { rules } = await readReminders(cabinet);
  const rule = rules.find((each) => each.name === name);
  if (rule === undefined) throw ruleUnknown(rules.map((each) => each.name));
  const what = `La règle ${name} (${criterionWords(rule)}, tous les ${rule.months} mois) va être retirée.`;
  if (!(await mayTakeAway(context, input, { what, command: `segur vsm rules remove ${name}` }))) return;
  await removeRule(cabinet, name);
  const value = { id: name, removed: true };
  await context.output.one(
    "segur.vsm.rules.remove/1",
    value,
    (style) => `${style("strong", name)} n'est plus une règle de rappel.`,
  );
}
