import { checkExport } from "../../services/export/check.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { withExport } from "./opened.js";

/** `segur export check FICHIER` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const path = textArgument(input, 0);
  await withExport(context, input, path, async (opened) => {
    const progress = context.progress("Contrôle");
    const { interrupted } = context;
    const onPatient = (done: number) => progress.update({ done, total: opened.patients });
    const checked = await checkExport(opened, { interrupted, onPatient }).finally(() => progress.end());
    const { sha256, patients, files, bytes } = checked;
    const { format, cabinet, scope, counts, leftOut } = opened.manifest;
    const value = { id: sha256, file: path, format, cabinet, scope, patients, files, bytes, counts, leftOut };
    await context.output.one("segur.export.check/1", value, (style) =>
      [
        `${style("good", "✓")} Export intact : ${frenchNumber(patients)} patient${patients > 1 ? "s" : ""}, ${frenchNumber(files)} fichiers`,
        `  Empreinte du manifeste : ${sha256}`,
      ].join("\n"),
    );
  });
}
