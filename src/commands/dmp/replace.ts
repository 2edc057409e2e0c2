import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { pushCommand } from "./push-command.js";

/** `segur dmp replace DOC…`: a push of documents that must replace one that is there. */
export function run(context: CommandContext, input: CommandInput): Promise<number> {
  return pushCommand(context, input, "replace");
}
