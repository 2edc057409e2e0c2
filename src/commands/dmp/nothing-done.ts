import type { CommandContext } from "../context.js";
import { EXIT_DONE } from "../exit.js";

/** The person answered no: that is an answer, not an error. */
export function nothingDone({ output }: CommandContext): number {
  output.note("Rien n'a été changé dans le DMP.");
  return EXIT_DONE;
}
