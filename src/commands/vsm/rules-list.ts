import { listFilters, VSM_DUE } from "../../services/filters/filters.js";
import { readReminders } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import { RULE_COLUMNS } from "./words.js";

/** `segur vsm rules list` */
export async function run(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  const { rules, places, edited } = await readReminders(cabinet);
  await context.output.list({
    schema: "segur.vsm.rules.list/1",
    columns: RULE_COLUMNS,
    items: rules,
    extra: () => ({ places, edited }),
    empty: "Aucune règle : aucun rappel.",
  });
  const filter = (await listFilters(cabinet)).find(({ definition }) => definition.name === VSM_DUE);
  if (filter !== undefined && filter.source === null)
    context.output.warn(
      "Le fichier filters.json du cabinet redéfinit le filtre vsm-due : c'est lui qui est suivi, et non ces règles.",
    );
}
