import type { DirectoryCopy } from "../../store/directory.port.js";
import { type CheckLine, ok } from "./check.js";

const DAY = 86_400_000;
/** It is published every day, with gaps of ten days in summer (mss.md §3.2). */
const WARN_DAYS = 30;
const LOAD = "segur mss directory import --download";

/** How old the offline copy of the annuaire is, by the date of the extraction, else of its import. */
export function directoryLine(info: Awaited<ReturnType<DirectoryCopy["info"]>>, now: Date): Omit<CheckLine, "id" | "label"> {
  if (info === null) return { state: "skip", measure: "aucune copie locale", advice: LOAD };
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(info.extractedAt ?? info.importedAt)) / DAY));
  const age = days === 0 ? "d'aujourd'hui" : `de ${days} jour${days > 1 ? "s" : ""}`;
  const measure = `${info.mailboxes} boîtes, copie ${age}`;
  return days > WARN_DAYS ? { state: "warn", measure, advice: LOAD } : ok(measure);
}
