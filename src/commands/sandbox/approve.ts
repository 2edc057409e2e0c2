import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { decide } from "./decide.js";

export function run(context: CommandContext, input: CommandInput): Promise<number> {
  return decide(context, input, "approve");
}
