import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FilterDefinition, FilterExpression } from "../../domain/filters.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { dueFilter } from "../reminders/filter.js";
import { readReminders } from "../reminders/rules.js";
import { resolveDates } from "./dates.js";
import { DEFAULT_FILTERS } from "./defaults.js";
import { badFiltersFile, unknownFilter, unreadableFiltersFile } from "./errors.js";
import { FilterMistake, readDefinition } from "./validate.js";

export interface CabinetFilter {
  readonly definition: FilterDefinition;
  /** `preset`: of the product; `cabinet`: added in `filters.json`; `edited`: a preset replaced there. */
  readonly origin: "preset" | "cabinet" | "edited";
  /** French: the text it follows; null for a cabinet's own. */
  readonly source: string | null;
}

/** The filter that the reminders of the VSM make. */
export const VSM_DUE = "vsm-due";

/** Name of the file in the cabinet's folder: `{"filters": [{"name", "label", "description", "where"}]}`. */
export const FILTERS_FILE = "filters.json";

/** The presets, then the cabinet's own; a definition of the cabinet replaces the preset of the same name. */
export async function listFilters(cabinet: Pick<OpenCabinet, "info" | "settings">): Promise<readonly CabinetFilter[]> {
  const filters = new Map<string, CabinetFilter>();
  for (const preset of DEFAULT_FILTERS) {
    const { source, ...definition } = preset;
    filters.set(preset.name, { definition, origin: "preset", source });
  }
  const reminders = await vsmDue(cabinet);
  filters.set(reminders.definition.name, reminders);
  for (const definition of await readOwn(join(cabinet.info.directory, FILTERS_FILE))) {
    const origin = filters.has(definition.name) ? "edited" : "cabinet";
    filters.set(definition.name, { definition, origin, source: null });
  }
  return [...filters.values()];
}

/** The reminders of the VSM, as the rules of the cabinet say it (DOC/va1.11, DOC/va1.13). */
async function vsmDue(cabinet: Pick<OpenCabinet, "settings">): Promise<CabinetFilter> {
  const { rules, edited } = await readReminders(cabinet);
  const on = rules.filter((rule) => rule.on).map(({ label, months }) => `${label} (${months} mois)`);
  const description = on.length === 0 ? "Personne : aucune règle de rappel n'est active." : `Sans VSM depuis : ${on.join(", ")}.`;
  return {
    definition: { name: VSM_DUE, label: "Rappel VSM", description, where: dueFilter(rules) },
    origin: edited ? "edited" : "preset",
    source: "Exigences DOC/va1.11 et DOC/va1.13 (rappels de mise à jour du VSM) : segur vsm rules list",
  };
}

export interface ResolvedFilter {
  readonly definition: FilterDefinition;
  /** Ready for the store: relative dates are computed. */
  readonly where: FilterExpression;
}

/** The filter named on the command line, its dates computed for today. */
export async function resolveFilter(
  cabinet: Pick<OpenCabinet, "info" | "clock" | "settings">,
  name: string,
): Promise<ResolvedFilter> {
  const filters = await listFilters(cabinet);
  const wanted = name.trim().toLowerCase();
  const found = filters.find((filter) => filter.definition.name === wanted);
  if (found === undefined)
    throw unknownFilter(
      name,
      filters.map((filter) => filter.definition.name),
    );
  return { definition: found.definition, where: resolveDates(found.definition.where, localDay(cabinet.clock.now())) };
}

async function readOwn(path: string): Promise<readonly FilterDefinition[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw unreadableFiltersFile(path, cause);
  }
  try {
    return readFilters(text);
  } catch (error) {
    if (error instanceof FilterMistake) throw badFiltersFile(path, error.place, error.message);
    throw error;
  }
}

function readFilters(text: string): readonly FilterDefinition[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new FilterMistake("fichier", "Ce n'est pas du JSON lisible.");
  }
  const list = typeof parsed === "object" && parsed !== null && "filters" in parsed ? parsed.filters : parsed;
  if (!Array.isArray(list)) throw new FilterMistake("filters", 'Il faut {"filters": […]}.');
  const seen = new Set<string>();
  return list.map((item, index) => {
    const definition = readDefinition(item, `filters[${index}]`);
    if (seen.has(definition.name)) throw new FilterMistake(`filters[${index}].name`, "Ce nom est déjà pris dans le fichier.");
    seen.add(definition.name);
    return definition;
  });
}
