import { discardQuarantined } from "../../services/quarantine/quarantine.js";
import type { CommandContext } from "../context.js";
import { firstArg } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur quarantine discard Q3` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const line = await discardQuarantined(await context.cabinet(), firstArg(input) ?? "");
  const value = { id: line.id, state: line.state };
  await context.output.one("segur.quarantine.discard/1", value, (style) => `${style("strong", line.id)} : écarté.`);
}
