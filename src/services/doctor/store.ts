import type { CheckReport } from "../../store/keeper.port.js";
import { isLedgerOnly } from "../cabinet/check.js";
import type { KeyPlace } from "../cabinet/keys.port.js";
import { type CheckLine, ok, skip } from "./check.js";

type Line = Omit<CheckLine, "id" | "label">;

/** Reading a whole store takes a second for 100,000 patients: above this size it is left to its own command. */
export const FULL_CHECK_BYTES = 150 * 1_048_576;

/** The whole store read: pages, links, name index, journal chain. @param report null when the store was too large to be read here */
export function storeLine(report: CheckReport | null): Line {
  if (report === null) return skip("trop grand pour être relu ici", "segur cabinet check");
  const problems = report.findings.filter((each) => !each.ok);
  if (problems.length === 0) return ok(`entière, format ${report.format}`);
  return {
    state: "bad",
    measure: problems.map((each) => each.problem).join(" "),
    advice: isLedgerOnly(report) ? "segur cabinet check --rebuild" : "segur cabinet check, puis segur cabinet restore FICHIER",
  };
}

/** Where the key of the cabinet is: lost with the machine when it is nowhere else. */
export function cabinetKeyLine(place: KeyPlace | null): Line {
  if (place === null)
    return { state: "bad", measure: "introuvable sur cette machine", advice: "segur cabinet key --import FICHIER" };
  if (place.place === "variable") return ok(`fichier de SEGUR_CABINET_KEY_FILE : ${place.path}`);
  if (place.place === "keyring") return ok("trousseau du système");
  const advice =
    "Aucun trousseau n'a répondu : gardez-en une copie ailleurs (segur cabinet key --export FICHIER) et protégez ce disque.";
  return { state: "warn", measure: `fichier ${place.path ?? ""}`, advice };
}

const DAY = 86_400_000;
const WARN_DAYS = 7;

/** How old the last backup is. @param last null when there is none where backups go */
export function backupLine(last: Date | null, now: Date, sandbox: boolean): Line {
  if (sandbox) return skip("cabinet d'essai");
  if (last === null) return { state: "warn", measure: "aucune dans le dossier habituel", advice: "segur cabinet backup" };
  const days = Math.floor((now.getTime() - last.getTime()) / DAY);
  const measure = days === 0 ? "aujourd'hui" : `il y a ${days} jours`;
  return days > WARN_DAYS ? { state: "warn", measure, advice: "segur cabinet backup" } : ok(measure);
}
