import type { RegisteredCabinet } from "../../services/cabinet/cabinets.port.js";
import type { CommandContext } from "../context.js";

export async function run(context: CommandContext): Promise<void> {
  const { cabinets, output } = context;
  const current = (await cabinets.current())?.name;
  const isCurrent = (cabinet: RegisteredCabinet) => cabinet.name === current;
  await output.list<RegisteredCabinet>({
    schema: "segur.cabinet.list/1",
    items: await cabinets.list(),
    empty: "Aucun cabinet. Pour en créer un : segur cabinet init NOM --environment sandbox",
    columns: [
      { key: "id", title: "Id", value: (each) => each.name, machineOnly: true },
      { key: "name", title: "Nom", value: (each) => each.name, tone: (each) => (isCurrent(each) ? "strong" : undefined) },
      { key: "environment", title: "Environnement", value: (each) => each.environment },
      { key: "current", title: "Courant", value: isCurrent, text: (each) => (isCurrent(each) ? "oui" : "") },
      { key: "directory", title: "Dossier", value: (each) => each.directory },
      { key: "createdAt", title: "Créé le", value: (each) => each.createdAt, machineOnly: true },
    ],
  });
}
