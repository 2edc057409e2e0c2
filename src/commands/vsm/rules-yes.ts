import { rulesNeedYes } from "../../services/reminders/errors.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** Whether what would take rules away may be done: `--yes`, or a person on a terminal. @throws {SegurError} `vsm.rules_confirm` */
export async function mayTakeAway(
  context: CommandContext,
  input: CommandInput,
  { what, command }: { readonly what: string; readonly command: string },
): Promise<boolean> {
  if (givenFlag(input, "yes")) return true;
  if (!context.io.canPrompt) throw rulesNeedYes(what, command);
  if (await context.prompt.confirm(`${what} Confirmer ?`, { flag: "--yes", initial: false })) return true;
  context.output.note("Rien n'a changé.");
  return false;
}
