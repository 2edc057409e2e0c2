import type { RegisteredCabinet } from "../../services/cabinet/cabinets.port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { runFound } from "./list-found.js";

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const folder = textOption(input, "dir");
  if (folder !== undefined) return runFound(context, folder);
  const { cabinets, output } = context;
  const searched = cabinets.registerFolder;
  const current = (await cabinets.current())?.name;
  const isCurrent = (cabinet: RegisteredCabinet) => cabinet.name === current;
  await output.list<RegisteredCabinet>({
    schema: "segur.cabinet.list/1",
    items: await cabinets.list(),
    empty: "Aucun cabinet. Pour en créer un : segur cabinet init NOM --environment sandbox",
    extra: () => ({ searched }),
    columns: [
      { key: "id", title: "Id", value: (each) => each.name, machineOnly: true },
      { key: "name", title: "Nom", value: (each) => each.name, tone: (each) => (isCurrent(each) ? "strong" : undefined) },
      { key: "environment", title: "Environnement", value: (each) => each.environment },
      { key: "current", title: "Courant", value: isCurrent, text: (each) => (isCurrent(each) ? "oui" : "") },
      { key: "directory", title: "Dossier", value: (each) => each.directory },
      { key: "createdAt", title: "Créé le", value: (each) => each.createdAt, machineOnly: true },
    ],
  });
  if (!output.machine) output.note(`Cherché dans ${searched}`);
}
