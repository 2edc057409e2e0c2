import { keepsSeeing } from "../../services/dmp/own-change.js";
import { hide } from "../../services/dmp/visibility.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { changeCommand } from "./change-command.js";

/** `segur dmp hide DOC [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  await changeCommand(context, input, {
    state: "hidden",
    question: (what) => `Masquer ${what} aux professionnels de santé ?`,
    warning: async (target) => ((await keepsSeeing(await context.cabinet(), target)) ? null : lostToYou(target.id)),
    work: async (target) => hide(await context.cabinet(), target, ["ps"], context.interrupted),
  });
}

function lostToYou(id: string): string {
  return (
    `Vous n'êtes ni l'auteur de ${id} ni le médecin traitant connu du DMP : une fois masqué, vous ne le verrez plus ; ` +
    "eux seuls pourront le rendre visible."
  );
}
