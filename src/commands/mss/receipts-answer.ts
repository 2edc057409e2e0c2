import { answerReceipt } from "../../services/mss/receipts.js";
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
    const asked = await context.prompt.confirm("Dire à l'expéditeur que son message a été lu ?", {
      flag: "--yes",
      initial: false,
    });
    if (!asked) {
      context.output.note("Rien n'est envoyé ; la demande attend. Pour refuser : segur mss receipts answer … --decline");
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
