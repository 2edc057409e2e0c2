import type { IsoInstant } from "../../domain/identity/types.js";

/**
 * An RFC 3339 instant or a date, as HL7 v3 writes it (TS): `20261125101500+0100`, `20261125`.
 * @throws RangeError on any other text
 */
export function toTs(time: string): string {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(time);
  if (date !== null) return date.slice(1).join("");
  const instant = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|([+-]\d{2}):(\d{2}))$/.exec(time);
  if (instant === null) throw new RangeError("neither an instant nor a date");
  const [, year, month, day, hour, minute, second, hours = "+00", minutes = "00"] = instant;
  return `${year}${month}${day}${hour}${minute}${second}${hours}${minutes}`;
}

/** The same as a reader of the document gives it: `2026-11-25T10:15:00+01:00`, or the date alone. @throws RangeError as {@link toTs} */
export function toCdaTime(time: string): string {
  return toTs(time).replace(
    /^(....)(..)(..)(?:(..)(..)(..)(...)(..))?$/,
    (_, year, month, day, hour, minute, second, hours, minutes) =>
      hour === undefined ? `${year}-${month}-${day}` : `${year}-${month}-${day}T${hour}:${minute}:${second}${hours}:${minutes}`,
  );
}

const TIME =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:T?(\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.\d+)?)?)?)?)?)?(?:Z|([+-])(\d{2}):?(\d{2})?)?$/;

/**
 * A time of a CDA, as HL7 or ISO 8601 writes it, in UTC: `2026-11-25T09:15:00Z`. What is not said is taken at its beginning, and without
 * offset in UTC: a date alone is its midnight in UTC, so that XDS keeps the day itself (`20261125000000`), whatever the zone of the
 * reader. Null when the text is no time, or no date of the calendar.
 */
export function instantOf(time: string | null): IsoInstant | null {
  const found = TIME.exec(time?.trim() ?? "");
  if (found === null) return null;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", sign, hours = "0", minutes = "0"] = found;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const at = Date.parse(iso);
  // The day 31 of a short month is read as the first of the next one.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== iso.slice(0, 10)) return null;
  const away = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  return `${new Date(at - away * 60_000).toISOString().slice(0, 19)}Z`;
}
