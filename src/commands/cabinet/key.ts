import { exportKey, importKey, keyFacts } from "../../services/cabinet/key.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { administrator } from "./administrator.js";
import { keyTwoWays } from "./errors.js";
import { placeWords } from "./words.js";

/** `segur cabinet key [--export FICHIER | --import FICHIER]`: never shows a key. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { cabinets, output } = context;
  const deps = { cabinets, keeping: await context.keeping(), cabinet: () => context.cabinet() };
  const [to, from] = [textOption(input, "export"), textOption(input, "import")];
  if (to !== undefined && from !== undefined) throw keyTwoWays();
  if (to !== undefined) {
    await administrator(context, "cabinet key --export");
    const { cabinet, keyId, place, file } = await exportKey(deps, to);
    await output.one("segur.cabinet.key/1", { id: keyId, cabinet, place, file }, (style) => {
      return `${style("good", "✓")} La clé ${keyId} du cabinet ${style("strong", cabinet)} est copiée dans ${file}`;
    });
    output.warn(
      "Qui a ce fichier et une sauvegarde lit tout le cabinet. Rangez-le hors de cette machine, et loin des sauvegardes.",
    );
    return;
  }
  const { cabinet, keyId, place } = from === undefined ? await keyFacts(deps) : await importKey(deps, from);
  await output.one("segur.cabinet.key/1", { id: keyId, cabinet, place }, (style) => {
    if (from !== undefined) return `${style("good", "✓")} La clé ${keyId} est gardée ici (${placeWords(place)})`;
    return `Clé du cabinet ${style("strong", cabinet)} : ${keyId} (${placeWords(place)})`;
  });
}
