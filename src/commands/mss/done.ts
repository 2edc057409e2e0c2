import { markHandled } from "../../services/mss/handled.js";
import { maskedAddress } from "../../services/mss/status.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";

/** `segur mss done O7` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const status = await markHandled(await context.cabinet(), textArgument(input, 0));
  const { id, state, handledAt, recipients } = status;
  const failed = recipients
    .filter((each) => each.state === "failed")
    .map(({ address, code }) => ({ address: maskedAddress(address), code }));
  await context.output.one("segur.mss.done/1", { id, state, handledAt, failed }, (style) => {
    return `${style("good", "✓")} ${style("strong", id)} n'est plus parmi les échecs. Son histoire reste : segur mss status ${id}`;
  });
}
