import { resumeRun } from "../../services/ins/run/open-run.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { readPace, workAndWrite } from "./run-command.js";

/** `segur ins resume LOT [--failed]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const pace = readPace(input);
  const cabinet = await context.cabinet();
  const id = String(input.args[0] ?? "");
  const opened = await resumeRun(cabinet, context.machine, id, input.options.failed === true);
  return workAndWrite(context, opened, pace);
}
