import { EXPORT_FORMS, type ExportForm, exportDocument } from "../../services/documents/export.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { destination } from "./destination.js";
import { severalForms } from "./errors.js";

/** `segur doc export DOC [FILE|-] [--original|--cda|--pdf] [--force]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const [, path] = input.args;
  const form = formOf(input);
  const write = await destination(context, typeof path === "string" ? path : undefined, {
    force: givenFlag(input, "force"),
    example: form === "original" ? "segur doc export D12 FICHIER" : `segur doc export D12 FICHIER --${form}`,
  });
  await write(await exportDocument(await context.cabinet(), firstArg(input) ?? "", form));
}

function formOf(input: CommandInput): ExportForm {
  const given = EXPORT_FORMS.filter((form) => givenFlag(input, form));
  if (given.length > 1) throw severalForms(given.map((form) => `--${form}`));
  return given[0] ?? "original";
}
