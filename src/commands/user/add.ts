import { addUser } from "../../services/users/change.js";
import { roleMissing } from "../../services/users/errors.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { userRequest } from "./request.js";
import { userJson } from "./show.js";

/** `segur user add NOM --role R` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const request = await userRequest(context, input);
  if (request.role === undefined) throw roleMissing();
  const cabinet = await context.cabinet();
  const user = await addUser(cabinet, { ...request, label: textArgument(input, 0), role: request.role });
  await context.output.one("segur.user.add/1", userJson(user), (style) => {
    const how = user.rpps !== null ? "segur login (Pro Santé Connect)" : `segur login --password --user ${user.id}`;
    return [
      `${style("good", "✓")} ${user.label} est ${user.id} (${user.role}).`,
      user.rpps === null && !user.hasPassword
        ? `Il manque un moyen de se connecter : segur user set ${user.id} --password`
        : `Pour se connecter : ${how}`,
    ].join("\n");
  });
}
