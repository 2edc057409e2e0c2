import { discardQuarantined, waitingOne } from "../../services/quarantine/quarantine.js";
import type { CommandContext } from "../context.js";
import { whoIsIt } from "../dmp/who.js";
import { firstArg } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { reasonWords } from "./words.js";

/** `segur quarantine discard Q3 [--yes]`: what is discarded is not kept, so a person says so. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const typed = firstArg(input) ?? "";
  const { id, reason, patientId } = await waitingOne(cabinet, typed);
  if (input.options.yes !== true) {
    const whom = patientId === null ? "" : `, reçu pour ${await whoIsIt(context, patientId)}`;
    const question = `Écarter ${id} (${reasonWords(reason)}${whom}) ? Il ne sera plus gardé.`;
    if (!(await context.prompt.confirm(question, { flag: "--yes", initial: false }))) {
      context.output.note(`${id} reste en quarantaine.`);
      return;
    }
  }
  const { state } = await discardQuarantined(cabinet, id);
  await context.output.one("segur.quarantine.discard/1", { id, state }, (style) => `${style("strong", id)} : écarté.`);
}
