import { rightsOf } from "../../domain/users/rights.js";
import type { User } from "../../domain/users/user.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";

/** `segur user list [--all]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { users } = await context.cabinet();
  const all = await users.list();
  await context.output.list<User>({
    schema: "segur.user.list/1",
    items: input.options.all === true ? all : all.filter((user) => user.disabledAt === null),
    columns: [
      { key: "id", title: "Id", value: (user) => user.id },
      { key: "label", title: "Nom", value: (user) => user.label },
      { key: "role", title: "Rôle", value: (user) => user.role },
      { key: "rpps", title: "RPPS", value: (user) => user.rpps },
      { key: "nationalId", title: "Id. national", value: (user) => user.nationalId, machineOnly: true },
      { key: "rights", title: "Droits", value: (user) => [...rightsOf(user)], text: (user) => [...rightsOf(user)].join(" ") },
      {
        key: "hasPassword",
        title: "Mot de passe",
        value: (user) => user.hasPassword,
        text: (user) => (user.hasPassword ? "oui" : ""),
      },
      {
        key: "disabledAt",
        title: "Fermé",
        value: (user) => user.disabledAt,
        text: (user) => (user.disabledAt === null ? "" : "fermé"),
        tone: () => "muted",
      },
      { key: "settings", title: "Réglages", value: (user) => user.settings, machineOnly: true },
    ],
  });
}
