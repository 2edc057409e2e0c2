import { hide } from "../../services/dmp/visibility.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { changeCommand } from "./change-command.js";

/** `segur dmp hide DOC [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  await changeCommand(
    context,
    input,
    (what) => `Masquer ${what} aux professionnels de santé ?`,
    async (target) => {
      const { visibility } = await hide(await context.cabinet(), target, ["ps"], context.interrupted);
      return { state: "hidden", visibility };
    },
  );
}
