import type { ExportPlan } from "../../services/documents/export.js";
import { refuseExisting } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { bytesOnScreen, machineNeedsFile } from "./errors.js";
import { saveExport } from "./save.js";

/**
 * Where the bytes of a document go: a file, or the standard output for `-` and nothing. What cannot be written is refused here, before
 * anything is read or asked for: what is not given is not traced.
 * @param example the same command with a file, for the advice of a refusal
 */
export async function destination(
  context: CommandContext,
  path: string | undefined,
  { force, example }: { readonly force: boolean; readonly example: string },
): Promise<(plan: ExportPlan) => Promise<void>> {
  const file = path === undefined || path === "-" ? null : path;
  if (file === null && context.io.stdoutIsTty) throw bytesOnScreen(example);
  if (file === null && context.output.machine) throw machineNeedsFile(example);
  if (file !== null && !force) await refuseExisting(file);
  return async (plan) => {
    for (const warning of plan.warnings) context.output.warn(warning);
    if (file === null) return plan.write((chunk) => context.io.out(chunk));
    const size = await saveExport(plan, file, force);
    const value = { id: plan.id, form: plan.form, output: file, size };
    await context.output.one("segur.doc.export/1", value, () => `${plan.id} écrit dans ${file}`);
  };
}
