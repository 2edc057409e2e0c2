import type { Environment } from "../../domain/ports.js";
import { initCabinet } from "../../services/cabinet/init.js";
import type { CommandContext } from "../context.js";
import { textArgument, textOption } from "../input.js";
import { secretOption, typedTwice } from "../secret.js";
import type { CommandInput } from "../spec.js";
import { environmentMissing } from "./errors.js";
import { runFromBackup } from "./init-from-backup.js";

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  if (textOption(input, "fromBackup") !== undefined) return runFromBackup(context, input);
  const environment = textOption(input, "environment");
  if (environment !== "sandbox" && environment !== "bas" && environment !== "production") throw environmentMissing();
  const { cabinet, current, completed } = await initCabinet(context, {
    name: textArgument(input, 0),
    environment,
    directory: textOption(input, "dir"),
    userLabel: textOption(input, "user"),
    userRpps: textOption(input, "userRpps"),
    password: await firstPassword(context, input, environment),
    use: input.options.use === true,
  });
  const value = { id: cabinet.name, ...cabinet, current, completed };
  await context.output.one("segur.cabinet.init/1", value, (style) =>
    [
      `${style("good", "✓")} Cabinet ${style("strong", cabinet.name)} créé (${cabinet.environment}) dans ${cabinet.directory}`,
      ...(completed ? ["  Sa création avait été interrompue : ses données sont reprises telles quelles."] : []),
      current ? "  C'est le cabinet courant." : `  Pour l'utiliser : segur cabinet use ${cabinet.name}`,
    ].join("\n"),
  );
  if (completed) {
    context.output.note("Ses utilisateurs et leurs mots de passe sont ceux d'avant. Pour y travailler : segur login");
  } else if (cabinet.environment !== "sandbox") {
    context.output.note("Vous êtes connecté. Ensuite : segur config list, puis segur user add pour les autres.");
  } else {
    const running = current && (await (await context.sandbox()).running()) !== null;
    const start = running ? "" : "segur sandbox start --detach, puis ";
    const first = current ? start : `segur cabinet use ${cabinet.name}, puis `;
    context.output.note(`Ensuite : ${first}segur patient import FICHIER et segur ins qualify.`);
  }
}

/**
 * Outside the sandbox somebody must be able to come back, to set what Pro Santé Connect needs: the first user has a password. Asked for
 * before anything is made.
 */
async function firstPassword(
  context: CommandContext,
  input: CommandInput,
  environment: Environment,
): Promise<string | undefined> {
  const given = await secretOption(context, input, "passwordFile");
  if (given !== undefined || environment === "sandbox") return given;
  return typedTwice(context, "Mot de passe du premier utilisateur (12 caractères au moins)");
}
