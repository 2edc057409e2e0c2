import type { DirectoryCopy, PeopleCopy } from "../../store/directory.port.js";
import { type CheckLine, ok } from "./check.js";

const DAY = 86_400_000;
/** It is published every day, with gaps of ten days in summer (mss.md §3.2). */
const WARN_DAYS = 30;
const LOAD = "segur mss directory import --download";

type Line = Omit<CheckLine, "id" | "label">;

/** How old the offline copy of the annuaire is, by the date of the extraction, else of its import. */
export function directoryLine(info: Awaited<ReturnType<DirectoryCopy["info"]>>, now: Date): Line {
  if (info === null) return { state: "skip", measure: "aucune copie locale", advice: LOAD };
  return aged(`${info.mailboxes} boîtes`, info, now, LOAD);
}

/** The same for the professionals without a mailbox, of whom a copy is not needed. */
export function peopleLine(info: Awaited<ReturnType<PeopleCopy["info"]>>, now: Date): Line {
  if (info === null) return { state: "skip", measure: "aucune copie locale (facultative)", advice: `${LOAD} --people` };
  return aged(`${info.people} professionnels`, info, now, `${LOAD} --people`);
}

function aged(what: string, from: { extractedAt: string | null; importedAt: string }, now: Date, advice: string): Line {
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(from.extractedAt ?? from.importedAt)) / DAY));
  const age = days === 0 ? "d'aujourd'hui" : `de ${days} jour${days > 1 ? "s" : ""}`;
  const measure = `${what}, copie ${age}`;
  return days > WARN_DAYS ? { state: "warn", measure, advice } : ok(measure);
}
