import type { BiologyAlerts } from "../domain/inbox/biology.js";

type Alert = keyof BiologyAlerts;

const WORDS: readonly (readonly [Alert, string, string])[] = [
  ["urgent", "‼", "immédiat"],
  ["outside", "⚠", "hors intervalle"],
  ["comment", "✎", "commentaire"],
];

/**
 * The alerts of a biology report, the gravest first: « ‼ immédiat », « ⚠ hors intervalle », « ✎ commentaire », and « ? non déterminable »
 * as soon as one of them is not known (no structure to read): silence never stands for « no ». Empty: none; null: no biology report.
 * @param icons false on a pipe: words alone
 */
export function alertWords(alerts: BiologyAlerts | null, icons: boolean): readonly string[] {
  if (alerts === null) return [];
  const worded = (icon: string, word: string): string => (icons ? `${icon} ${word}` : word);
  const told = WORDS.filter(([alert]) => alerts[alert] === "yes").map(([, icon, word]) => worded(icon, word));
  const unknown = WORDS.some(([alert]) => alerts[alert] === "undetermined");
  return unknown ? [...told, worded("?", "non déterminable")] : told;
}
