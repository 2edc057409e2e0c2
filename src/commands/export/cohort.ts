import { cohortScope } from "../../services/export/plan.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { runExport } from "./run-export.js";

/** `segur export cohort [--filter F] [--rpps N] [--since D] [--until D] --out FICHIER` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const [filter, rpps, since, until] = ["filter", "rpps", "since", "until"].map((name) => givenText(input, name));
  await runExport(context, input, cabinet, cohortScope(cabinet, { filter, rpps, since, until }));
}
