import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { pushCommand } from "./push-command.js";

/** `segur dmp push DOC… [--hide-from ps|patient|legal] [--act-date] [--confirm-traits] [--dry-run] [--yes]` */
export function run(context: CommandContext, input: CommandInput): Promise<number> {
  return pushCommand(context, input, "push");
}
