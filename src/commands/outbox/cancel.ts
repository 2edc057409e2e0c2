import { cancelLine, findLine } from "../../services/outbox/cancel.js";
import { showLine } from "../../services/outbox/inspect.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { notCancelled } from "./errors.js";
import { writeLine } from "./show.js";

/** `segur outbox cancel O7 [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const { id, documents } = await findLine(cabinet, textArgument(input, 0));
  if (input.options.yes !== true) {
    const what = documents.length === 0 ? "" : ` de ${documents.join(", ")}`;
    const accepted = await context.prompt.confirm(`Abandonner l'envoi ${id}${what} ?`, { flag: "--yes", initial: false });
    if (!accepted) throw notCancelled(id);
  }
  await cancelLine(cabinet, id);
  await writeLine(context, "segur.outbox.cancel/1", await showLine(cabinet, id));
}
