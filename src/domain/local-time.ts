import type { IsoDate, IsoInstant } from "./identity/types.js";

/** Where the practice is: minutes to add to UTC at that instant (60 in Paris in winter, 120 in summer). A port, so that tests are exact. */
export type ZoneOffset = (at: Date) => number;

/** The zone of this machine. */
export const machineZone: ZoneOffset = (at) => -at.getTimezoneOffset();

/** One offset, whatever the instant and the machine. */
export const fixedZone =
  (offset: number): ZoneOffset =>
  () =>
    offset;

/** That of an instant as it was written (`…T19:02:11+01:00`); null when it says none. */
export function zoneAsWritten(time: string): ZoneOffset | null {
  const [, sign, hours, minutes] = /T.*([+-])(\d\d):(\d\d)$/.exec(time) ?? [];
  if (sign === undefined) return /T.*Z$/.test(time) ? fixedZone(0) : null;
  return fixedZone((Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1));
}

const PARIS = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "medium" });

/** The legal time of mainland France, for what is made of stored instants: the same on a machine set to any zone. */
export const legalZone: ZoneOffset = (at) => {
  const second = Math.floor(at.getTime() / 1000) * 1000;
  return Math.round((Date.parse(`${PARIS.format(second).replace(" ", "T")}Z`) - second) / 60_000);
};

/** The instant as the clock on the wall showed it: `2026-11-25T19:02:11.123+01:00` (RFC 3339). */
export function localInstant(at: IsoInstant, offset: number): string {
  const there = new Date(Date.parse(at) + offset * 60_000).toISOString().slice(0, -1);
  const away = Math.abs(offset);
  return `${there}${offset < 0 ? "-" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

/** The instant at which a day begins where the practice is. */
export function startOfDay(day: IsoDate, zone: ZoneOffset): IsoInstant {
  const midnight = Date.parse(`${day}T00:00:00.000Z`);
  // The offset is the one of the answer, not of the guess: they differ near a change of hour.
  const guess = midnight - zone(new Date(midnight)) * 60_000;
  return new Date(midnight - zone(new Date(guess)) * 60_000).toISOString();
}

/** The day after, in the calendar. */
export function nextDay(day: IsoDate): IsoDate {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
