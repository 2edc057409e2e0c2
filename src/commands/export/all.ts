import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { runExport } from "./run-export.js";

/** `segur export all --out FICHIER` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  await runExport(context, input, await context.cabinet(), { kind: "all" });
}
