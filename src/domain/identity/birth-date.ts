import { accepted, type Check, refused } from "./result.js";
import type { IsoDate } from "./types.js";

/** Before, it is a typing mistake; it also tells `JJMMAAAA` from `AAAAMMJJ` without doubt. */
const EARLIEST_YEAR = 1850;
const MONTHS = ["jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec"];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DAY_FIRST = /^(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4})$/;
const YEAR_FIRST = /^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})$/;
const IN_WORDS = /^(\d{1,2})(?:er)?[ .-]+([a-z]+)\.?[ .-]+(\d{4})$/;
const SHORT_YEAR = /^\d{1,2}([/.\- ])\d{1,2}\1\d{2}$/;
/** Spreadsheets and Access add a midnight to their dates. */
const MIDNIGHT = /[T ]00?:00(?::00(?:\.0+)?)?Z?$/i;

export interface BirthDate {
  readonly date: IsoDate;
  /** An unknown day or month was replaced by the RNIV rule (EXI ID 11, 12): never a certain date. */
  readonly interpreted: boolean;
}

/**
 * Reads a birth date in any usual form: `JJ/MM/AAAA` (also `.`, `-`, space), `AAAA-MM-JJ`, `JJMMAAAA`, `AAAAMMJJ`, `12 mars 1980`,
 * with or without a midnight. Unknown parts are written `00` and follow RNIV: day unknown → 01, month unknown → 01, both →
 * 31/12. Codes: `date.empty`, `date.format`, `date.year`, `date.calendar`, `date.future` (only with `today`).
 */
export function parseBirthDate(text: string, options: { readonly today?: IsoDate } = {}): Check<BirthDate> {
  const plain = readPlain(text) ?? readUsual(text);
  if (typeof plain === "string") return refused(plain, MESSAGES[plain]);
  const [year, month, day] = plain;
  if (year < EARLIEST_YEAR) return refused("date.year", MESSAGES["date.year"]);
  const interpreted = month === 0 || day === 0;
  const m = month === 0 ? (day === 0 ? 12 : 1) : month;
  const d = day === 0 ? (month === 0 ? 31 : 1) : day;
  if (m > 12 || d > daysIn(year, m)) return refused("date.calendar", MESSAGES["date.calendar"]);
  const date = `${year}-${m < 10 ? "0" : ""}${m}-${d < 10 ? "0" : ""}${d}`;
  if (options.today !== undefined && date > options.today) return refused("date.future", MESSAGES["date.future"]);
  return accepted({ date, interpreted });
}

/** Whether a text is an existing day written `AAAA-MM-JJ`. */
export function isIsoDate(text: string): boolean {
  if (text.length !== 10 || text[4] !== "-" || text[7] !== "-") return false;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

const MESSAGES = {
  "date.empty": "La date de naissance est vide.",
  "date.format": "Date non reconnue : écrivez JJ/MM/AAAA, avec 00 pour un jour ou un mois inconnu.",
  "date.short_year": "L'année doit être écrite sur quatre chiffres.",
  "date.year": "L'année de naissance n'est pas plausible.",
  "date.calendar": "Cette date n'existe pas dans le calendrier.",
  "date.future": "La date de naissance est dans le futur.",
} as const;
type DateProblem = keyof typeof MESSAGES;
type DateParts = readonly [year: number, month: number, day: number];

/** `JJ/MM/AAAA` and `AAAA-MM-JJ` without a regular expression: a million lines of import come through here. */
function readPlain(text: string): DateParts | null {
  if (text.length !== 10) return null;
  const c2 = text.charCodeAt(2);
  if (c2 === 47 && text.charCodeAt(5) === 47) return complete(digits(text, 6, 10), digits(text, 3, 5), digits(text, 0, 2));
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return null;
  return complete(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
}

function readUsual(text: string): DateParts | DateProblem {
  const value = text
    .replace(/[\s\u00A0\u202F]+/g, " ")
    .trim()
    .replace(MIDNIGHT, "");
  if (value === "") return "date.empty";
  const dayFirst = DAY_FIRST.exec(value);
  if (dayFirst) return [Number(dayFirst[4]), Number(dayFirst[3]), Number(dayFirst[1])];
  const yearFirst = YEAR_FIRST.exec(value);
  if (yearFirst) return [Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4])];
  if (/^\d{8}$/.test(value)) {
    const year = digits(value, 4, 8);
    if (year >= EARLIEST_YEAR) return [year, digits(value, 2, 4), digits(value, 0, 2)];
    return [digits(value, 0, 4), digits(value, 4, 6), digits(value, 6, 8)];
  }
  if (SHORT_YEAR.test(value)) return "date.short_year";
  const inWords = IN_WORDS.exec(value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
  const month = inWords === null ? 0 : monthNamed(inWords[2] ?? "");
  return inWords === null || month === 0 ? "date.format" : [Number(inWords[3]), month, Number(inWords[1])];
}

/** 1 to 12, from a French name or a usual abbreviation (`juil`, `sept`, `décembre`); 0 when unknown. */
function monthNamed(word: string): number {
  const names = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
  ];
  for (const [index, short] of MONTHS.entries()) {
    if (word.startsWith(short) && names[index]?.startsWith(word)) return index + 1;
  }
  return 0;
}

function complete(year: number, month: number, day: number): DateParts | null {
  return year < 0 || month < 0 || day < 0 ? null : [year, month, day];
}

/** Number written between two places, -1 when one character is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return DAYS_IN_MONTH[month - 1] ?? 0;
}
