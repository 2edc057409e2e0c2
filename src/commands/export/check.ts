import { SegurError } from "../../domain/errors.js";
import { checkExport } from "../../services/export/check.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_FAILURE } from "../exit.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { withExport } from "./opened.js";

/** `segur export check FICHIER`: 0 it is intact, 1 it is not; what is no export, or cannot be opened, is an error. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const path = textArgument(input, 0);
  try {
    await withExport(context, input, path, async (opened) => {
      const progress = context.progress("Contrôle");
      const { interrupted } = context;
      const onPatient = (done: number) => progress.update({ done, total: opened.patients });
      const checked = await checkExport(opened, { interrupted, onPatient }).finally(() => progress.end());
      const { sha256, patients, files, bytes } = checked;
      const { format, cabinet, scope, counts, leftOut } = opened.manifest;
      const told = { id: sha256, intact: true, fault: null, file: path };
      const value = { ...told, format, cabinet, scope, patients, files, bytes, counts, leftOut };
      await context.output.one("segur.export.check/1", value, (style) =>
        [
          `${style("good", "✓")} Export intact : ${frenchNumber(patients)} patient${patients > 1 ? "s" : ""}, ${frenchNumber(files)} fichiers`,
          `  Empreinte du manifeste : ${sha256}`,
        ].join("\n"),
      );
    });
    return EXIT_DONE;
  } catch (error) {
    if (!(error instanceof SegurError) || error.code !== "export.altered") throw error;
    const { code, message, why, advice, details } = error;
    const fault = { code, what: details?.what ?? null, where: details?.where ?? null };
    await context.output.one("segur.export.check/1", { id: "altered", intact: false, fault, file: path }, (style) =>
      [`${style("bad", "✗")} ${message}`, `  ${why ?? ""}`, `  ${advice ?? ""}`, `  Code : ${code}`].join("\n"),
    );
    return EXIT_FAILURE;
  }
}
