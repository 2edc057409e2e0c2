import { SegurError } from "../../domain/errors.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { DashboardPeriod } from "./report.js";

const MONTHS = [
  ...["janvier", "février", "mars", "avril", "mai", "juin"],
  ...["juillet", "août", "septembre", "octobre", "novembre", "décembre"],
];

/** The months are of the practice's clock. */
const MOST_MONTHS = 600;

/**
 * The period that was asked for, in days of the practice: `month`, `last-month`, `year`, `last-year` around the last day that is looked at;
 * `2026-11`, `11/2026`, `novembre 2026`, `2026`; `FROM..TO`, both included. @throws {SegurError} `dashboard.period`
 */
export function understandPeriod(typed: string, today: IsoDate): DashboardPeriod {
  // Pasted from a Mac, « août » may be of letters and accents apart.
  const text = typed.normalize("NFC").trim().toLowerCase();
  const year = Number(today.slice(0, 4));
  if (text === "month") return { name: "month", ...monthOf(today.slice(0, 7)) };
  if (text === "last-month") return { name: "last-month", ...monthOf(monthBefore(today.slice(0, 7))) };
  if (text === "year") return { name: "year", ...yearOf(year) };
  if (text === "last-year") return { name: "last-year", ...yearOf(year - 1) };
  const month = readMonth(text);
  if (month !== null) return { name: "range", ...monthOf(month) };
  if (/^[1-9]\d{3}$/.test(text)) return { name: "range", ...yearOf(Number(text)) };
  const [first, last, more] = text.split("..");
  const from = readDay(first ?? "");
  const to = readDay(last ?? "");
  if (from === null || to === null || more !== undefined) throw periodWrong(UNDERSTOOD);
  if (from > to) throw periodWrong("Sa fin vient avant son début.");
  if (monthsOf({ from, to }).length > MOST_MONTHS) throw periodWrong("Elle dure plus de cinquante ans.");
  return { name: "range", from, to, label: from === to ? `le ${french(from)}` : `du ${french(from)} au ${french(to)}` };
}

/** `2026-11`, `11/2026`, `novembre 2026` or `nov. 2026`; else null. */
function readMonth(text: string): string | null {
  if (/^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text)) return text;
  const [, slashed, year] = /^(0?[1-9]|1[0-2])\/([1-9]\d{3})$/.exec(text) ?? [];
  if (slashed !== undefined) return `${year}-${slashed.padStart(2, "0")}`;
  const [, word, of] = /^(\p{L}{3,9})\.?[\s-]+([1-9]\d{3})$/u.exec(text) ?? [];
  if (word === undefined) return null;
  const named = MONTHS.map((name, index) => [plain(name), index + 1] as const).filter(([name]) => name.startsWith(plain(word)));
  // « jui » is both June and July.
  const [only] = named.length === 1 ? named : [];
  return only === undefined ? null : `${of}-${String(only[1]).padStart(2, "0")}`;
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "");
}

function monthBefore(month: string): string {
  return new Date(Date.parse(`${month}-01T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 7);
}

/** `2026-11-26` or `26/11/2026`, a day that exists; else null. */
export function readDay(typed: string): IsoDate | null {
  const [, year, month, day, day2, month2, year2] =
    /^(?:(\d{4})-(\d{2})-(\d{2})|(\d{2})\/(\d{2})\/(\d{4}))$/.exec(typed.trim()) ?? [];
  const text = `${year ?? year2}-${month ?? month2}-${day ?? day2}`;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && text >= "1900" ? text : null;
}

/** `2026-11`, each month that a period touches, oldest first. */
export function monthsOf({ from, to }: Pick<DashboardPeriod, "from" | "to">): readonly string[] {
  const months: string[] = [];
  let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))];
  for (let name = from.slice(0, 7); name <= to.slice(0, 7); ) {
    months.push(name);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
    name = `${year}-${String(month).padStart(2, "0")}`;
  }
  return months;
}

const SHORT = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

/** `2026-11` → `nov. 2026`. */
export function shortMonth(month: string): string {
  return `${SHORT[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
}

/** `2026-11` → `novembre 2026`. */
export function monthLabel(month: string): string {
  return `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
}

function monthOf(month: string): Omit<DashboardPeriod, "name"> {
  const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${days}`, label: monthLabel(month) };
}

function yearOf(year: number): Omit<DashboardPeriod, "name"> {
  return { from: `${year}-01-01`, to: `${year}-12-31`, label: String(year) };
}

function french(day: IsoDate): string {
  return `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

const UNDERSTOOD =
  "Sont compris : month, last-month, year, last-year ; un mois (2026-11, 11/2026, « novembre 2026 ») ; une année (2026) ; deux jours (01/03/2026..31/05/2026).";

function periodWrong(why: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "dashboard.period",
    rule: "TBB/va1.03",
    message: "La période demandée n'est pas une période.",
    why,
    advice: "Par exemple : segur dashboard --period last-month",
  });
}
