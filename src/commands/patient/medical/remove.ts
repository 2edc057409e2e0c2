import { removeItem } from "../../../services/medical/change.js";
import { removalNeedsYes } from "../../../services/medical/errors.js";
import { resolveItem } from "../../../services/medical/reference.js";
import type { CommandContext } from "../../context.js";
import { textArgument } from "../../input.js";
import { givenFlag } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";
import { itemLine } from "./shown.js";

/** `segur patient medical remove S12 [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const { item } = await resolveItem(cabinet, textArgument(input, 0));
  if (!givenFlag(input, "yes")) {
    if (!context.io.canPrompt) throw removalNeedsYes(item.id);
    const question = `Retirer du dossier, comme erreur de saisie : ${itemLine(item, (_, text) => text)} ?`;
    if (!(await context.prompt.confirm(question, { flag: "--yes", initial: false }))) {
      context.output.note(`${item.id} reste dans le dossier.`);
      return;
    }
  }
  const { id, patientId, kind } = await removeItem(cabinet, item);
  const value = { id, patientId, kind, removed: true };
  await context.output.one("segur.patient.medical.remove/1", value, (style) => `${style("strong", id)} a quitté le dossier.`);
}
