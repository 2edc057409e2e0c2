import { submitHandler } from "../../services/dmp/submit-handler.js";
import { messagePayload } from "../../services/mss/payload.js";
import { sendHandler } from "../../services/mss/send-handler.js";
import { maskedAddress } from "../../services/mss/status.js";
import { cancelLine, findLine, requireCancellable } from "../../services/outbox/cancel.js";
import { showLine } from "../../services/outbox/inspect.js";
import { RIGHT_OF } from "../../services/outbox/retry.js";
import { requireRight } from "../../services/session/access.js";
import type { CommandContext } from "../context.js";
import { whoIsIt } from "../dmp/who.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { writeLine } from "./show.js";

/** `segur outbox cancel O7 [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  if (!Object.values(RIGHT_OF).some((right) => cabinet.rights.has(right)))
    await requireRight(cabinet, "mss.send", "outbox cancel");
  const line = await findLine(cabinet, textArgument(input, 0));
  const { id, kind, documents, patientId } = line;
  await requireRight(cabinet, RIGHT_OF[kind], "outbox cancel");
  requireCancellable(line);
  if (input.options.yes !== true) {
    const whom = patientId === null ? "" : ` (patient ${await whoIsIt(context, patientId)})`;
    const to =
      kind === "mss.send"
        ? ` à ${messagePayload(line)
            .recipients.map((each) => maskedAddress(each.address))
            .join(", ")}`
        : "";
    const what = `${documents.length === 0 ? "" : ` de ${documents.join(", ")}`}${to}${whom}`;
    const accepted = await context.prompt.confirm(`Abandonner l'envoi ${id}${what} ?`, { flag: "--yes", initial: false });
    if (!accepted) {
      context.output.note(`L'envoi ${id} n'est pas annulé.`);
      return;
    }
  }
  await cancelLine(cabinet, id, kind === "dmp.submit" ? submitHandler(cabinet) : sendHandler(cabinet));
  await writeLine(context, "segur.outbox.cancel/1", await showLine(cabinet, id));
}
