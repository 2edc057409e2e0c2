import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { readTarget } from "./target.js";

/** `segur ins qualify ID | FICHIER | - | --filter F | --ids A,B` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const target = await readTarget(input);
  if (target.kind === "patient") {
    const { qualifyPatient } = await import("./qualify-patient.js");
    return qualifyPatient(context, input, target.reference);
  }
  const { qualifyRun } = await import("./qualify-run.js");
  return qualifyRun(context, input, target);
}
