import { changeUser } from "../../services/users/change.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { userRequest } from "./request.js";
import { userJson } from "./show.js";

/** `segur user set ID …` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const request = await userRequest(context, input);
  const cabinet = await context.cabinet();
  const user = await changeUser(cabinet, textArgument(input, 0), request);
  await context.output.one(
    "segur.user.set/1",
    userJson(user),
    (style) => `${style("good", "✓")} Le compte de ${user.label} (${user.id}) est à jour.`,
  );
}
