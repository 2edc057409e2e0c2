import { chooseCabinet } from "../../services/cabinet/current.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await chooseCabinet(context.cabinets, textArgument(input, 0));
  await context.output.one("segur.cabinet.use/1", { id: cabinet.name, ...cabinet }, (style) => {
    return `${style("good", "✓")} Cabinet courant : ${style("strong", cabinet.name)} (${cabinet.environment})`;
  });
  const current = await context.cabinets.current();
  if (current !== null && current.name !== cabinet.name) {
    context.output.warn(`${current.origin} désigne un autre cabinet (${current.name}) et passe avant ce choix.`);
  }
}
