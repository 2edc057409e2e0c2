import { SegurError } from "../../../domain/errors.js";
import { closeItem, reopenItem } from "../../../services/medical/change.js";
import { resolveItem } from "../../../services/medical/reference.js";
import type { CommandContext } from "../../context.js";
import { givenFlag, givenText } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";
import { namedItem, whose } from "./named.js";
import { itemJson, itemLine, liftedWords } from "./shown.js";

/** `segur patient medical close [P42] S12 [--until DATE] [--yes]`, `--reopen`; on a terminal, closing asks. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const [until, reopen] = [givenText(input, "until"), givenFlag(input, "reopen")];
  if (reopen && until !== undefined) throw bothGiven();
  const cabinet = await context.cabinet();
  const { item: before, patient } = await resolveItem(cabinet, namedItem(input));
  const who = await whose(context, patient);
  if (!reopen && !before.closed && context.io.canPrompt && !givenFlag(input, "yes")) {
    const question = `Fermer ${itemLine(before, (_, text) => text)} · ${who} ?`;
    if (!(await context.prompt.confirm(question, { flag: "--yes", initial: false }))) {
      context.output.note(`${before.id} reste ouvert.`);
      return;
    }
  }
  const stated = reopen && (await cabinet.medical.record(patient.id)).noneKnown[before.kind] === true;
  const item = reopen ? await reopenItem(cabinet, before.id) : await closeItem(cabinet, before.id, until);
  const value = { ...itemJson(item), noneLifted: stated };
  await context.output.one("segur.patient.medical.close/1", value, (style) => {
    return `${itemLine(item, style)} · ${who}`;
  });
  if (stated) context.output.warn(liftedWords(item.kind));
}

function bothGiven(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.reopen_until",
    message: "Un élément que l'on rouvre n'a pas de date de fin.",
    advice: "Donnez --until ou --reopen, pas les deux.",
  });
}
