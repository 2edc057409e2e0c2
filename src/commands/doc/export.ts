import { EXPORT_FORMS, type ExportForm, type ExportPlan, exportDocument } from "../../services/documents/export.js";
import { refuseExisting } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { bytesOnScreen, machineNeedsFile, severalForms } from "./errors.js";
import { saveExport } from "./save.js";

/** `segur doc export DOC [FILE|-] [--original|--cda|--pdf] [--force]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const [, path] = input.args;
  const file = typeof path === "string" && path !== "-" ? path : null;
  const form = formOf(input);
  const force = givenFlag(input, "force");
  // Refused before anything is read: what is not given is not traced.
  if (file === null && context.io.stdoutIsTty) throw bytesOnScreen(form === "cda" ? "xml" : "pdf");
  if (file === null && context.output.machine) throw machineNeedsFile();
  if (file !== null && !force) await refuseExisting(file);
  const plan = await exportDocument(await context.cabinet(), firstArg(input) ?? "", form);
  for (const warning of plan.warnings) context.output.warn(warning);
  if (file === null) await plan.write((chunk) => context.io.out(chunk));
  else await toFile(context, plan, file, force);
}

/** Writes the file and says so. */
export async function toFile(context: CommandContext, plan: ExportPlan, file: string, force: boolean): Promise<void> {
  const size = await saveExport(plan, file, force);
  const value = { id: plan.document.id, form: plan.form, output: file, size };
  await context.output.one("segur.doc.export/1", value, () => `${plan.document.id} écrit dans ${file}`);
}

function formOf(input: CommandInput): ExportForm {
  const given = EXPORT_FORMS.filter((form) => givenFlag(input, form));
  if (given.length > 1) throw severalForms(given.map((form) => `--${form}`));
  return given[0] ?? "original";
}
