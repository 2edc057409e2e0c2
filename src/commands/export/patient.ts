import { patientScope } from "../../services/export/plan.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { runExport } from "./run-export.js";

/** `segur export patient PATIENT --out FICHIER` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  await runExport(context, input, cabinet, await patientScope(cabinet, textArgument(input, 0)));
}
