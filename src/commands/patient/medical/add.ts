import { addItem } from "../../../services/medical/change.js";
import { kindUnknown } from "../../../services/medical/errors.js";
import { readKind } from "../../../services/medical/kinds.js";
import type { CommandContext } from "../../context.js";
import { textArgument } from "../../input.js";
import { givenFlag } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";
import { whose } from "./named.js";
import { typedItem } from "./options.js";
import { itemJson, itemLine, liftedWords } from "./shown.js";

/** `segur patient medical add PATIENT SORTE LIBELLÉ […]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const kind = readKind(textArgument(input, 1));
  if (kind === null) throw kindUnknown();
  const texts = await typedItem(context, input, textArgument(input, 2));
  const cabinet = await context.cabinet();
  const again = givenFlag(input, "allowDuplicate");
  let lifted = false;
  const item = await addItem(cabinet, textArgument(input, 0), kind, texts, { again, lifted: () => (lifted = true) });
  const patient = await cabinet.patients.get(item.patientId);
  const who = patient === null ? item.patientId : await whose(context, patient);
  const value = { ...itemJson(item), noneLifted: lifted };
  await context.output.one("segur.patient.medical.add/1", value, (style) => `${itemLine(item, style)} · ${who}`);
  if (lifted) context.output.warn(liftedWords(item.kind));
  if (!context.output.machine && item.kind === "problem" && item.code === null)
    context.output.note(`Sans code CIM-10, aucun rappel ne suit ce problème : segur patient medical edit ${item.id} --code CODE`);
}
