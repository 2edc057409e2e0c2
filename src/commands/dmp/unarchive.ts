import { setArchived } from "../../services/dmp/availability.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { changeCommand } from "./change-command.js";

/** `segur dmp unarchive DOC [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  await changeCommand(context, input, {
    state: "unarchived",
    question: (what) => `Remettre ${what} en vigueur ?`,
    async work(target) {
      await setArchived(await context.cabinet(), target, false, context.interrupted);
    },
  });
}
