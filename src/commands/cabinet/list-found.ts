import { type FoundStore, findStores } from "../../services/cabinet/found.js";
import type { CommandContext } from "../context.js";

/** `segur cabinet list --dir DOSSIER`: the stores that are there, known to this machine or not. */
export async function runFound(context: CommandContext, folder: string): Promise<void> {
  const keeping = await context.keeping();
  const searched = keeping.absolute(folder);
  const known = new Map((await context.cabinets.list()).map((each) => [each.directory, each.name]));
  await context.output.list<FoundStore>({
    schema: "segur.cabinet.list/1",
    items: await findStores({ cabinets: context.cabinets, keeping }, searched),
    empty: `Aucun cabinet dans ${searched}`,
    extra: () => ({ searched }),
    columns: [
      { key: "id", title: "Id", value: (each) => each.name ?? each.directory, machineOnly: true },
      { key: "name", title: "Nom", value: (each) => each.name, tone: () => "strong" },
      { key: "environment", title: "Environnement", value: (each) => each.environment },
      { key: "directory", title: "Dossier", value: (each) => each.directory },
      { key: "known", title: "Connu sous", value: (each) => known.get(each.directory) ?? null },
      { key: "keyId", title: "Clé", value: (each) => each.keyId },
      { key: "createdAt", title: "Créé le", value: (each) => each.createdAt, machineOnly: true },
      { key: "problem", title: "Illisible", value: (each) => each.problem, tone: () => "bad" },
    ],
  });
  if (!context.output.machine) context.output.note(`Cherché dans ${searched}`);
}
