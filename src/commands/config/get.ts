import { settingSpec } from "../../services/cabinet/settings.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { originText, resolveFor, settingText } from "./common.js";

/** Exit code 1 when the setting has no value, so that a script can test it. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const { key } = settingSpec(textArgument(input, 0));
  const found = await resolveFor(context, await context.cabinet(), key);
  const text = settingText(found);
  const value = { id: key, key, value: found.value, origin: found.origin };
  await context.output.one("segur.config.get/1", value, (style) =>
    input.options.origin === true ? `${text}\t${style("muted", originText(found.origin, key))}` : text,
  );
  return found.origin === "unset" ? 1 : 0;
}
