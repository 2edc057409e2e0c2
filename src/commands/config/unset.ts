import { settingSpec } from "../../services/cabinet/settings.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { originText, resolveFor, settingText } from "./common.js";

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { key } = settingSpec(textArgument(input, 0));
  const cabinet = await context.cabinet();
  await cabinet.settings.unset(key);
  const now = await resolveFor(context, cabinet, key);
  await context.output.one("segur.config.unset/1", { id: key, key, value: now.value, origin: now.origin }, (style) => {
    const text = now.origin === "unset" ? originText(now.origin, key) : `${settingText(now)} (${originText(now.origin, key)})`;
    return `${style("good", "✓")} ${key} : ${text}`;
  });
}
