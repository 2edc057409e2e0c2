import { isIsoDate } from "../identity/birth-date.js";
import { accepted, type Check, refused } from "../identity/result.js";
import type { IsoDate } from "../identity/types.js";
import type { PartialDate } from "./medical.js";

const YEAR = /^(\d{4})$/;
const MONTH = /^(?:(\d{4})-(\d{1,2})|(\d{1,2})\/(\d{4}))$/;
const DAY = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\/(\d{1,2})\/(\d{4}))$/;
const EARLIEST_YEAR = 1850;

/**
 * `2019`, `2019-04` or `04/2019`, `2019-04-12` or `12/04/2019`: what exists in the calendar, as precise as it was given.
 * Codes: `date.format`, `date.year`, `date.calendar`.
 */
export function parsePartialDate(text: string): Check<PartialDate> {
  const value = text.trim();
  const year = YEAR.exec(value);
  const month = MONTH.exec(value);
  const day = DAY.exec(value);
  let date: string;
  if (year !== null) date = value;
  else if (month !== null) date = `${month[1] ?? month[4]}-${two(month[2] ?? month[3])}`;
  else if (day !== null) date = `${day[1] ?? day[6]}-${two(day[2] ?? day[5])}-${two(day[3] ?? day[4])}`;
  else return refused("date.format", "Date non reconnue : écrivez AAAA, MM/AAAA ou JJ/MM/AAAA.");
  if (Number(date.slice(0, 4)) < EARLIEST_YEAR) return refused("date.year", "L'année n'est pas plausible.");
  return isPartialDate(date) ? accepted(date) : refused("date.calendar", "Cette date n'existe pas dans le calendrier.");
}

/** Whether a text is a year, a month or a day that exists, written as {@link PartialDate} is kept. */
export function isPartialDate(text: string): boolean {
  if (!/^\d{4}(?:-\d\d){0,2}$/.test(text)) return false;
  return isIsoDate(firstDay(text));
}

/** The first day that a partial date may mean. */
export function firstDay(date: PartialDate): IsoDate {
  return `${date}${"-01-01".slice(date.length - 4)}`;
}

/** The last day that a partial date may mean, as a bound to compare with: `2019-02` → `2019-02-31`. */
export function lastDay(date: PartialDate): IsoDate {
  return `${date}${"-12-31".slice(date.length - 4)}`;
}

function two(text: string | undefined): string {
  return (text ?? "").padStart(2, "0");
}
