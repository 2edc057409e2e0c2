import { SegurError } from "../../../domain/errors.js";
import { closeItem, reopenItem } from "../../../services/medical/change.js";
import type { CommandContext } from "../../context.js";
import { textArgument } from "../../input.js";
import { givenFlag, givenText } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";
import { itemJson, itemLine } from "./shown.js";

/** `segur patient medical close S12 [--until DATE]`, `--reopen` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const [until, reopen] = [givenText(input, "until"), givenFlag(input, "reopen")];
  if (reopen && until !== undefined) throw bothGiven();
  const cabinet = await context.cabinet();
  const id = textArgument(input, 0);
  const item = reopen ? await reopenItem(cabinet, id) : await closeItem(cabinet, id, until);
  await context.output.one("segur.patient.medical.close/1", itemJson(item), (style) => itemLine(item, style));
}

function bothGiven(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.reopen_until",
    message: "Un élément que l'on rouvre n'a pas de date de fin.",
    advice: "Donnez --until ou --reopen, pas les deux.",
  });
}
