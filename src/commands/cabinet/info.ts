import type { User } from "../../domain/users/user.js";
import { frenchDate, frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";

export async function run(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  const origin = (await context.cabinets.current())?.origin ?? null;
  const { info } = cabinet;
  const users = await cabinet.users.list();
  const patients = await cabinet.patients.count();
  const known = users.map(({ id, label, rpps, role }) => ({ id, label, rpps, role }));
  const value = { id: info.name, ...info, origin, users: known, patients };
  await context.output.one("segur.cabinet.info/1", value, (style) => {
    const rows: readonly [string, string][] = [
      ["Nom", info.name],
      ["Environnement", info.environment],
      ["Dossier", info.directory],
      ["Créé le", frenchDate(new Date(info.createdAt))],
      ["Choisi par", origin ?? ""],
      ["Patients", frenchNumber(patients)],
      ["Utilisateurs", shownUsers(users)],
      ["Instance", info.instanceId],
    ];
    return rows.map(([title, text]) => `${style("muted", title.padEnd(14))}${text}`).join("\n");
  });
}

function shownUsers(users: readonly User[]): string {
  return users
    .filter((user) => user.disabledAt === null)
    .map((user) => (user.rpps === null ? user.label : `${user.label} (RPPS ${user.rpps})`))
    .join(", ");
}
