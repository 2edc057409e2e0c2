import { type Undone, undoFiling } from "../../services/inbox/undo.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { firstArg } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { STATES } from "./words.js";

/** `segur inbox undo M12.1` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const undone = await undoFiling(await context.cabinet(), firstArg(input) ?? "");
  await context.output.one("segur.inbox.undo/1", { ...undone }, (style) => sentence(undone, style));
}

function sentence({ id, undone, document, patientId, state }: Undone, style: Style): string {
  const now = `${style("strong", id)} : ${STATES[state].text}`;
  if (undone === "filed") return `${document} a quitté le dossier de ${patientId}. ${now}. Ensuite : segur inbox classify ${id}`;
  if (undone === "withdrawn" && document !== null)
    return `${document} est de nouveau en vigueur dans le dossier de ${patientId}. ${now}.`;
  return `${now} : il attend de nouveau une décision.`;
}
