import { initFromBackup } from "../../services/cabinet/init-from-backup.js";
import { NOBODY } from "../../services/session/current.js";
import { frenchDateTime, frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { textArgument, textOption } from "../input.js";
import type { CommandInput } from "../spec.js";

/** `segur cabinet init NOM --from-backup FICHIER [--key-file FICHIER]` */
export async function runFromBackup(context: CommandContext, input: CommandInput): Promise<void> {
  const environment = (["sandbox", "bas", "production"] as const).find((each) => each === textOption(input, "environment"));
  const { cabinets, clock, ids, interrupted, sessions } = context;
  const made = await initFromBackup(
    { cabinets, clock, ids, sessions, actor: NOBODY, keeping: await context.keeping() },
    {
      name: textArgument(input, 0),
      file: textOption(input, "fromBackup") ?? "",
      keyFile: textOption(input, "keyFile"),
      environment,
      directory: textOption(input, "dir"),
      use: input.options.use === true,
      interrupted,
    },
  );
  const { cabinet, current, backup } = made;
  const value = { id: cabinet.name, ...cabinet, current, completed: false, backup };
  await context.output.one("segur.cabinet.init/1", value, (style) =>
    [
      `${style("good", "✓")} Cabinet ${style("strong", cabinet.name)} (${cabinet.environment}) repris de la sauvegarde du ${frenchDateTime(backup.madeAt)}`,
      `  ${frenchNumber(backup.counts.patients)} patients, dans ${cabinet.directory}`,
      current ? "  C'est le cabinet courant." : `  Pour l'utiliser : segur cabinet use ${cabinet.name}`,
    ].join("\n"),
  );
}
