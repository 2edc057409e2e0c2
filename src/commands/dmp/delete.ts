import { removeFromDmp } from "../../services/dmp/availability.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { changeCommand } from "./change-command.js";

/** `segur dmp delete DOC [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  await changeCommand(context, input, {
    state: "deleted",
    question: (what) => `Supprimer ${what} du DMP, pour de bon ?`,
    async work(target) {
      await removeFromDmp(await context.cabinet(), target, context.interrupted);
    },
  });
}
