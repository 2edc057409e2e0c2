import { frenchDate, frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";

export async function run(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  const origin = (await context.cabinets.current())?.origin ?? null;
  const { info } = cabinet;
  const users = await cabinet.settings.users();
  const patients = await cabinet.patients.count();
  const value = { id: info.name, ...info, origin, users, patients };
  await context.output.one("segur.cabinet.info/1", value, (style) => {
    const rows: readonly [string, string][] = [
      ["Nom", info.name],
      ["Environnement", info.environment],
      ["Dossier", info.directory],
      ["Créé le", frenchDate(new Date(info.createdAt))],
      ["Choisi par", origin ?? ""],
      ["Patients", frenchNumber(patients)],
      ["Utilisateurs", users.map((user) => (user.rpps === null ? user.label : `${user.label} (RPPS ${user.rpps})`)).join(", ")],
      ["Instance", info.instanceId],
    ];
    return rows.map(([title, text]) => `${style("muted", title.padEnd(14))}${text}`).join("\n");
  });
}
