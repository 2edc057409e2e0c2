import type { Code } from "../../domain/document/code.js";
import type { CdaId, CdaTime, NarrativeNode } from "./header.js";
import { all, attribute, first, textOf } from "./tree.js";

type Node = Exclude<NarrativeNode, string> | null;

/** `YYYY[MM[DD[HH[MM[SS[.s]]]]]][±ZZ[ZZ]]` of HL7, and the ISO form that some senders write instead. */
const TS =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:T?(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?)?)?)?(Z|[+-]\d{2}:?(?:\d{2})?)?$/;

/**
 * An HL7 time as ISO 8601: `2020-03-12T11:17:00+01:00`, `2020-03-12`, `2020-03`. One without an offset stays without: it is a
 * time where it was written, and nothing says where. Null when it is no date of the calendar.
 */
export function readTime(value: string | null): CdaTime {
  const match = value === null ? null : TS.exec(value);
  if (match === null) return null;
  const [, year = "", month, day, hour, minute, second, , zone] = match;
  if (month === undefined) return year;
  if (Number(month) < 1 || Number(month) > 12) return null;
  if (day === undefined) return `${year}-${month}`;
  if (Number(day) < 1 || Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return null;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return null;
  const offset =
    zone === undefined || zone === "Z" ? (zone ?? "") : `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}`;
  return `${date}T${hour}:${minute ?? "00"}:${second === "60" ? "59" : (second ?? "00")}${offset}`;
}

/** `@value` of a time element; of an interval, its centre, else its start, else its end. */
export function timeOf(element: Node): CdaTime {
  for (const candidate of [element, first(element, "center"), first(element, "low"), first(element, "high")]) {
    const time = readTime(attribute(candidate, "value"));
    if (time !== null) return time;
  }
  return null;
}

/** Bounds of an interval; a single `@value` is a start. */
export function intervalOf(element: Node): { start: CdaTime; stop: CdaTime } {
  const start = readTime(attribute(first(element, "low"), "value")) ?? readTime(attribute(element, "value"));
  return { start, stop: readTime(attribute(first(element, "high"), "value")) };
}

export function idOf(element: Node): CdaId | null {
  const root = attribute(element, "root");
  return root === null ? null : { root, extension: attribute(element, "extension") };
}

export function idsOf(parent: Node): CdaId[] {
  return all(parent, "id")
    .map(idOf)
    .filter((id) => id !== null);
}

/** A coded element; the first translation that says a code, when it says none itself; null when nothing does. */
export function codeOf(element: Node): Code | null {
  const code = attribute(element, "code");
  if (code !== null) {
    const label = attribute(element, "displayName") ?? attribute(element, "displayname");
    return { code, system: attribute(element, "codeSystem") ?? "", label: label ?? textOf(first(element, "originalText")) ?? "" };
  }
  for (const translation of all(element, "translation")) {
    const found = codeOf(translation);
    if (found !== null) return found;
  }
  return null;
}
