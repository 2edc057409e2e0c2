import { AUDIENCE_WORDS, readAudiences } from "../../services/dmp/hide-from.js";
import { reveal } from "../../services/dmp/visibility.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { changeCommand } from "./change-command.js";
import { audienceMissing } from "./errors.js";

/** `segur dmp reveal DOC --to ps|patient|legal [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const given = input.options.to;
  const words = typeof given === "string" ? [given] : Array.isArray(given) ? (given as readonly string[]) : [];
  const audiences = readAudiences(words, "--to");
  if (audiences.length === 0) throw audienceMissing(textArgument(input, 0).toUpperCase());
  const whom = audiences.map((audience) => AUDIENCE_WORDS[audience]).join(" et ");
  // What was shown to the patient cannot be hidden again: the question says it.
  const final = audiences.some((audience) => audience !== "ps") ? " Cela ne se défait pas." : "";
  await changeCommand(context, input, {
    state: "revealed",
    question: (what) => `Rendre ${what} visible ${whom} ?${final}`,
    work: async (target) => reveal(await context.cabinet(), target, audiences, context.interrupted),
  });
}
