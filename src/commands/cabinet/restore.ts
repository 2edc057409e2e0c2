import { restoreCancelled } from "../../services/cabinet/keeping-errors.js";
import { restoreCabinet } from "../../services/cabinet/restore.js";
import { frenchDateTime, frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { textArgument, textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { administratorUnlessLost } from "./administrator.js";

/** `segur cabinet restore FICHIER [--yes] [--dry-run] [--as NOM] [--key-file FICHIER]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { cabinets, clock, ids, interrupted, prompt, sessions } = context;
  const keyFile = textOption(input, "keyFile");
  const replacing = await administratorUnlessLost(context, "cabinet restore", keyFile);
  const dryRun = input.options.dryRun === true;
  const { cabinet, backup, kept, replaced } = await restoreCabinet(
    { cabinets, clock, ids, sessions, actor: replacing.actor, keeping: await context.keeping() },
    {
      file: textArgument(input, 0),
      keyFile,
      as: textOption(input, "as"),
      dryRun,
      replacing,
      interrupted,
      async confirm({ madeAt, counts }, { name }) {
        if (input.options.yes === true) return;
        const what = `la sauvegarde du ${frenchDateTime(madeAt)} (${frenchNumber(counts.patients)} patients)`;
        if (!(await prompt.confirm(`Remplacer le cabinet ${name} par ${what} ?`, { flag: "--yes" }))) throw restoreCancelled();
      },
    },
  );
  const value = { id: cabinet.name, ...cabinet, replaced, kept, backup };
  await context.output.one("segur.cabinet.restore/1", value, (style) => {
    const what = `la sauvegarde du ${frenchDateTime(backup.madeAt)} : ${frenchNumber(backup.counts.patients)} patients`;
    if (!replaced) return `${style("good", "✓")} Saine et lisible, ${what}. Rien n'a été remplacé.`;
    const lines = [`${style("good", "✓")} Cabinet ${style("strong", cabinet.name)} remplacé par ${what}`];
    if (kept !== null) lines.push(`  L'ancien est gardé (chiffré) : ${kept}`);
    return lines.join("\n");
  });
  if (replaced) context.output.note("La session de ce cabinet est fermée. Pour la rouvrir : segur login");
}
