import { parseColumnMap } from "../../documents/tabular/map.js";
import { MEDICAL_SCHEMA } from "./columns.js";

/** `--map 'Titre=colonne,…'`, which may be given several times; none: undefined. */
export function parseMap(given: readonly string[]): ReadonlyMap<string, string> | undefined {
  return given.length === 0 ? undefined : parseColumnMap(given.join(","), MEDICAL_SCHEMA);
}
