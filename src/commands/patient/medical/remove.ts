import { removeItem } from "../../../services/medical/change.js";
import { removalNeedsYes } from "../../../services/medical/errors.js";
import { resolveItem } from "../../../services/medical/reference.js";
import type { CommandContext } from "../../context.js";
import { givenFlag } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";
import { namedItem, whose } from "./named.js";
import { itemLine } from "./shown.js";

/** `segur patient medical remove [P42] S12 [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const { item, patient } = await resolveItem(cabinet, namedItem(input));
  const who = await whose(context, patient);
  if (!givenFlag(input, "yes")) {
    if (!context.io.canPrompt) throw removalNeedsYes(item.id, patient.id);
    const question = `Retirer du dossier, comme erreur de saisie : ${itemLine(item, (_, text) => text)} · ${who} ?`;
    if (!(await context.prompt.confirm(question, { flag: "--yes", initial: false }))) {
      context.output.note(`${item.id} reste dans le dossier.`);
      return;
    }
  }
  const { id, patientId, kind } = await removeItem(cabinet, item);
  const value = { id, patientId, kind, removed: true };
  await context.output.one("segur.patient.medical.remove/1", value, (style) => {
    return `${style("strong", id)} a quitté le dossier de ${who}.`;
  });
}
