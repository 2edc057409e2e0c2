import { join } from "node:path";
import { type CabinetFilter, FILTERS_FILE, listFilters, resolveFilter } from "../../services/filters/filters.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

interface Row extends CabinetFilter {
  readonly patients: number | null;
}

const ORIGINS: Readonly<Record<CabinetFilter["origin"], string>> = {
  preset: "d'origine",
  edited: "modifié par le cabinet",
  cabinet: "du cabinet",
};

const COLUMNS: readonly Column<Row>[] = [
  { key: "id", title: "Filtre", value: ({ definition }) => definition.name },
  { key: "label", title: "Libellé", value: ({ definition }) => definition.label },
  { key: "description", title: "Patients retenus", value: ({ definition }) => definition.description },
  { key: "origin", title: "Origine", value: ({ origin }) => origin, text: ({ origin }) => ORIGINS[origin] },
  { key: "source", title: "Source", value: ({ source }) => source, machineOnly: true },
  { key: "where", title: "Condition", value: ({ definition }) => definition.where, machineOnly: true },
];
const COUNT: Column<Row> = { key: "patients", title: "Patients", value: ({ patients }) => patients, align: "right" };

/** `segur patient filters [--count]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const counted = givenFlag(input, "count");
  const filters = await listFilters(cabinet);
  async function* rows(): AsyncGenerator<Row> {
    for (const filter of filters) {
      let patients: number | null = null;
      if (counted) {
        patients = 0;
        const { where } = await resolveFilter(cabinet, filter.definition.name);
        for await (const _ of cabinet.patients.walk(where)) patients += 1;
      }
      yield { ...filter, patients };
    }
  }
  const [id, label, ...others] = COLUMNS;
  const columns = counted && id && label ? [id, label, COUNT, ...others] : COLUMNS;
  await context.output.list({ schema: "segur.patient.filters/1", columns, items: rows() });
  context.output.note(
    `Le sens donné à « RCP » est notre lecture. Pour changer ou ajouter un filtre : ${join(cabinet.info.directory, FILTERS_FILE)} ` +
      '({"filters": [{"name", "label", "description", "where"}]}, modèle : segur patient filters --json)',
  );
}
