import { rekeyCabinet } from "../../services/cabinet/rekey.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { administrator } from "./administrator.js";
import { placeWords } from "./words.js";

/** `segur cabinet rekey [--forget-old]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { cabinets, clock, output } = context;
  const actor = await administrator(context, "cabinet rekey");
  const forgetOld = input.options.forgetOld === true;
  const { cabinet, from, to, place, forgotten, oldKeyUsers } = await rekeyCabinet(
    { cabinets, clock, actor, keeping: await context.keeping() },
    { forgetOld },
  );
  await output.one("segur.cabinet.rekey/1", { id: cabinet, from, to, place, forgotten, oldKeyUsers }, (style) =>
    [
      `${style("good", "✓")} Le cabinet ${style("strong", cabinet)} a une nouvelle clé : ${to} (${placeWords(place)})`,
      forgotten
        ? `  L'ancienne (${from}) est effacée de cette machine.`
        : `  L'ancienne (${from}) reste sur cette machine, ${forgetOld ? "car elle sert encore" : "pour les sauvegardes déjà faites"}.`,
    ].join("\n"),
  );
  for (const { cabinet: user, path, why } of oldKeyUsers)
    output.warn(
      `L'ancienne clé est gardée : ${why === "asks" ? "la base" : "on ne peut pas lire"} ${path} (cabinet ${user})${why === "asks" ? " ne s'ouvre qu'avec elle" : ", qui en a peut-être besoin"}.`,
    );
  if (forgotten)
    output.warn("Les sauvegardes faites avant demandent l'ancienne clé : elles ne s'ouvrent plus sans une copie de celle-ci.");
  output.note("Gardez une copie de la nouvelle clé ailleurs : segur cabinet key --export FICHIER");
}
