import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import { localInstant, machineZone, type ZoneOffset } from "../../domain/local-time.js";

/** Numbers and dates of a page, in French. The narrow no-break space (U+202F) parts thousands and stands before `%`. */

const MONTHS = [
  "janvier",
  "février",
  "mars",
  "avril",
  "mai",
  "juin",
  "juillet",
  "août",
  "septembre",
  "octobre",
  "novembre",
  "décembre",
];
const SHORT_MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

/** `1234567` → `1 234 567`. A whole number. */
export function numberInWords(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/**
 * A share as a percentage to one decimal, rounded, but never into an untrue « all » or « none »: 9999 of 10 000 is `99,9 %`, 1 of 100 000
 * is `< 0,1 %`. `—` of nothing.
 */
export function shareInWords(part: number, whole: number): string {
  if (whole <= 0) return "—";
  if (part <= 0) return "0\u202f%";
  const rounded = Math.round((part * 1000) / whole);
  const tenths = part < whole ? Math.min(999, rounded) : rounded;
  if (tenths === 0) return "<\u202f0,1\u202f%";
  const decimals = tenths % 10 === 0 ? "" : `,${tenths % 10}`;
  return `${numberInWords(Math.floor(tenths / 10))}${decimals}\u202f%`;
}

/** `2026-11-26` → `26/11/2026`. */
export function dayInWords(day: IsoDate): string {
  return day.split("-").reverse().join("/");
}

/** An instant as the clock of the practice showed it: `26/11/2026 à 14:05`. */
export function instantInWords(at: IsoInstant, zone: ZoneOffset = machineZone): string {
  const there = localInstant(at, zone(new Date(at)));
  return `${dayInWords(there.slice(0, 10))} à ${there.slice(11, 16)}`;
}

/** `2026-11` → `novembre 2026`; `short`: `nov. 2026`. */
export function monthInWords(month: string, form: "long" | "short" = "long"): string {
  const [year = "", rank = ""] = month.split("-");
  const names = form === "long" ? MONTHS : SHORT_MONTHS;
  return `${names[Number(rank) - 1] ?? rank} ${year}`;
}

/** `0 document`, `1 document`, `2 documents`: the number, then the word that agrees with it. */
export function counted(value: number, one: string, several = `${one}s`): string {
  return `${numberInWords(value)}\u00a0${value < 2 ? one : several}`;
}

/** A label that stands alone begins with a capital: `envoyé à soi` → `Envoyé à soi`. */
export function capital(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** French parts `;`, `:`, `?`, `!`, `»` from the word before: a line must not begin with them. */
export function unbroken(sentence: string): string {
  return sentence.replace(/ ([;:?!»])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
}
