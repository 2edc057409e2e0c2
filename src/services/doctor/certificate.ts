import { type CheckLine, ok } from "./check.js";

const DAY = 86_400_000;
/** IGC-Santé takes a few weeks to renew a certificate. */
const WARN_DAYS = 30;

/** How long a certificate still lasts. @param advice what renews it */
export function daysLeft(notAfter: Date, now: Date, advice: string): Omit<CheckLine, "id" | "label"> {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY);
  if (days < 0) return { state: "bad", measure: `périmé depuis ${-days} jours`, advice };
  const measure = `${days} jours restants`;
  return days < WARN_DAYS ? { state: "warn", measure, advice } : ok(measure);
}
