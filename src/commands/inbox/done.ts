import { markMessageDone } from "../../services/inbox/done.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur inbox done M12 [--undo]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { id, done } = await markMessageDone(await context.cabinet(), firstArg(input) ?? "", !givenFlag(input, "undo"));
  await context.output.one("segur.inbox.done/1", { id, done }, (style) =>
    done
      ? `${style("good", "✓")} ${style("strong", id)} est traité. Il reste lisible : segur inbox show ${id}`
      : `${style("strong", id)} attend de nouveau quelqu'un.`,
  );
}
