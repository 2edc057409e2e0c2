import type { FilterExpression, RelativeDate } from "../../domain/filters.js";
import type { IsoDate } from "../../domain/identity/types.js";

/** The same filter with every relative date computed: `{ monthsAgo: 12 }` -> `{ date: "2025-11-23" }`. */
export function resolveDates(where: FilterExpression, today: IsoDate): FilterExpression {
  if ("all" in where) return { all: where.all.map((part) => resolveDates(part, today)) };
  if ("any" in where) return { any: where.any.map((part) => resolveDates(part, today)) };
  if ("not" in where) return { not: resolveDates(where.not, today) };
  if ("before" in where) return { field: where.field, before: { date: dateOf(where.before, today) } };
  if ("notBefore" in where) return { field: where.field, notBefore: { date: dateOf(where.notBefore, today) } };
  return where;
}

export function dateOf(relative: RelativeDate, today: IsoDate): IsoDate {
  if ("date" in relative) return relative.date;
  if ("startOf" in relative) return `${today.slice(0, 4)}-01-01`;
  return monthsBefore(today, "monthsAgo" in relative ? relative.monthsAgo : relative.yearsAgo * 12);
}

/** The same day some months before; the last day of the month when it has no such day (31 March - 1 month = 28 February). */
function monthsBefore(today: IsoDate, months: number): IsoDate {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  const index = year * 12 + (month - 1) - months;
  const lastDay = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(Math.floor(index / 12)).padStart(4, "0")}-${two((index % 12) + 1)}-${two(Math.min(day, lastDay))}`;
}
