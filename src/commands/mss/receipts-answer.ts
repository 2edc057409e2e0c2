import { shownSubject } from "../../domain/message/subject.js";
import { answerReceipt, waitingReceipt } from "../../services/mss/receipts.js";
import { maskedAddress } from "../../services/mss/status.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur mss receipts answer A7 [--decline] [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const id = textArgument(input, 0);
  const decline = givenFlag(input, "decline");
  if (!decline && !givenFlag(input, "yes")) {
    const { request, at } = await waitingReceipt(cabinet, id);
    const message = `son message du ${frenchDateTime(at)}, « ${shownSubject(request.subject)} »`;
    const asked = await context.prompt.confirm(`Dire à ${maskedAddress(request.from)} que ${message}, a été lu ?`, {
      flag: "--yes",
      initial: false,
    });
    if (!asked) {
      context.output.note(
        `Rien n'est envoyé ; la demande attend. Pour refuser : segur mss receipts answer ${id.toUpperCase()} --decline`,
      );
      return;
    }
  }
  const { id: answered, answer } = await answerReceipt(cabinet, id, decline ? "declined" : "sent", context.interrupted);
  await context.output.one("segur.mss.receipts.answer/1", { id: answered, answer }, () =>
    answer === "sent"
      ? `L'accusé de lecture ${answered} est envoyé.`
      : `La demande ${answered} est refusée ; personne n'en est averti.`,
  );
}
