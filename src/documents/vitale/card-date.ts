import { isIsoDate } from "../../domain/identity/birth-date.js";

/**
 * Reads a date of a card: `AAAA-MM-JJ`, `JJ/MM/AAAA` or eight digits `JJMMAAAA` (as the API de lecture gives them), `AAAAMMJJ`.
 * @param calendar `lunar` keeps months and days outside the calendar, which cards of people born abroad carry
 * @returns `AAAA-MM-JJ`, or undefined
 */
export function readCardDate(text: string, calendar: "civil" | "lunar"): string | undefined {
  const date = toIso(text.trim());
  return date === undefined || (calendar === "civil" && !isIsoDate(date)) ? undefined : date;
}

function toIso(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/.exec(text);
  if (iso !== null) return `${iso[1]}-${iso[2]}-${iso[3]}`;
  const french = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})((?:18|19|20)\d{2})$/.exec(text);
  if (french !== null) return `${french[3]}-${french[2]}-${french[1]}`;
  const compact = /^((?:18|19|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  return compact === null ? undefined : `${compact[1]}-${compact[2]}-${compact[3]}`;
}
