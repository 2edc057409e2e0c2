import { type ResolvedSetting, SETTINGS } from "../../services/cabinet/settings.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { originText, resolveFor, settingText } from "./common.js";

export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const items: ResolvedSetting[] = [];
  for (const { key } of SETTINGS) items.push(await resolveFor(context, cabinet, key));
  const origin: Column<ResolvedSetting> = {
    key: "origin",
    title: "Origine",
    value: (each) => each.origin,
    text: (each) => originText(each.origin, each.spec.key),
    machineOnly: input.options.origin !== true,
  };
  await context.output.list<ResolvedSetting>({
    schema: "segur.config.list/1",
    items,
    columns: [
      { key: "id", title: "Id", value: (each) => each.spec.key, machineOnly: true },
      { key: "key", title: "Réglage", value: (each) => each.spec.key, tone: () => "strong" },
      { key: "value", title: "Valeur", value: (each) => each.value, text: settingText },
      origin,
      { key: "summary", title: "Sens", value: (each) => each.spec.summary },
      { key: "example", title: "Exemple", value: (each) => each.spec.example, tone: () => "muted" },
    ],
  });
}
