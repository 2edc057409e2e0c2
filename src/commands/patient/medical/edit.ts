import { editItem } from "../../../services/medical/change.js";
import { resolveItem } from "../../../services/medical/reference.js";
import type { CommandContext } from "../../context.js";
import { givenText } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";
import { namedItem, whose } from "./named.js";
import { typedItem } from "./options.js";
import { itemJson, itemLine } from "./shown.js";

/** `segur patient medical edit [P42] S12 --since 2019 …` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const texts = await typedItem(context, input, givenText(input, "label"));
  const cabinet = await context.cabinet();
  const reference = namedItem(input);
  const { patient } = await resolveItem(cabinet, reference);
  const { item, changed } = await editItem(cabinet, reference, texts);
  const who = await whose(context, patient);
  await context.output.one(
    "segur.patient.medical.edit/1",
    { ...itemJson(item), changed },
    (style) => `${itemLine(item, style)} · ${who}`,
  );
  if (changed.length === 0) context.output.note("Rien n'a changé : l'élément avait déjà ces valeurs.");
}
