import { setArchived } from "../../services/dmp/availability.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { changeCommand } from "./change-command.js";

/** `segur dmp archive DOC [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  await changeCommand(context, input, {
    state: "archived",
    question: (what) => `Archiver ${what} ?`,
    async work(target) {
      await setArchived(await context.cabinet(), target, true, context.interrupted);
    },
  });
}
