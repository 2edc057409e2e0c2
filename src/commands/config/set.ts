import { parseSetting, settingSpec, settingVariable } from "../../services/cabinet/settings.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { resolveFor, settingText, toPath } from "./common.js";

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const spec = settingSpec(textArgument(input, 0));
  const value = parseSetting(spec, textArgument(input, 1), toPath);
  const cabinet = await context.cabinet();
  await cabinet.settings.set(spec.key, value);
  await context.output.one("segur.config.set/1", { id: spec.key, key: spec.key, value }, (style) => {
    return `${style("good", "✓")} ${spec.key} = ${settingText({ spec, value, origin: "cabinet" })}`;
  });
  if ((await resolveFor(context, cabinet, spec.key)).origin === "environment") {
    context.output.warn(`La variable ${settingVariable(spec.key)} est définie et passe avant ce réglage.`);
  }
}
