import { parseColumnMap } from "../../documents/tabular/map.js";
import { PATIENT_SCHEMA } from "./columns.js";

/** `--map` for a patient file: `Titre=colonne,…`, one pair a line, or a JSON object. */
export function readColumnMap(text: string): ReadonlyMap<string, string> {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  return parseColumnMap(trimmed.startsWith("{") ? trimmed : trimmed.replace(/\r?\n/g, ","), PATIENT_SCHEMA);
}
