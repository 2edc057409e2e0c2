import { removeRule } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";

/** `segur vsm rules remove NOM` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const name = textArgument(input, 0);
  await removeRule(await context.cabinet(), name);
  const value = { id: name, removed: true };
  await context.output.one(
    "segur.vsm.rules.remove/1",
    value,
    (style) => `${style("strong", name)} n'est plus une règle de rappel.`,
  );
}
