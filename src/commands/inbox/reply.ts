import { markAnswered } from "../../services/inbox/done.js";
import { planReply, type ReplyRequest } from "../../services/inbox/reply.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag, givenList } from "../ins/given.js";
import { readBody } from "../mss/body.js";
import { previewText } from "../mss/preview.js";
import { sendPlanned } from "../mss/send.js";
import type { CommandInput } from "../spec.js";

/** `segur inbox reply M12 [--body F|-] [--doc D7]… [--quote] [--dry-run] [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const request: ReplyRequest = {
    to: firstArg(input) ?? "",
    documents: givenList(input, "doc"),
    body: await readBody(context, input),
    quote: givenFlag(input, "quote"),
    readReceipt: givenFlag(input, "readReceipt"),
  };
  const cabinet = await context.cabinet();
  const { message, plan } = await planReply(cabinet, request, context.interrupted);
  const preview = async () => `Réponse à ${message.id}\n${await previewText(context, plan)}`;
  return sendPlanned(context, input, plan, {
    preview,
    schema: "segur.inbox.reply",
    value: { answers: message.id },
    sent: () => markAnswered(cabinet, message),
  });
}
