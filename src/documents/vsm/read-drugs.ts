import type { Code } from "../../domain/document/code.js";
import { knownWord } from "../../domain/known-word.js";
import { parseCip13 } from "../../domain/medical/codes.js";
import { MEDICAL_SYSTEMS, type Treatment } from "../../domain/medical/medical.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { numberOf } from "../cda/biology/quantities.js";
import { all, attribute, first } from "../cda/tree.js";
import { BASE, ended, type Found, idsOf } from "./read-concerns.js";
import { cellIn, isNegated, type Node, period, type SectionReading, tellRest } from "./read-context.js";
import { nothing } from "./read-facts.js";
import { scheduleWords } from "./words.js";

const READ: ReadonlySet<string> = new Set([
  ...["templateId", "id", "code", "text", "statusCode", "effectiveTime", "routeCode", "doseQuantity", "consumable"],
  "entryRelationship",
]);

/** FR-Traitement. @param day of the document: what ends later goes on */
export function treatmentsOf(reading: SectionReading, statement: Node, day: string | null): readonly Found[] {
  const material = first(statement, "consumable", "manufacturedProduct", "manufacturedMaterial");
  const code = first(material, "code");
  const [text, original] = [first(statement, "text"), first(code, "originalText")];
  const label = reading.label(
    reading.words(original),
    material === null ? null : reading.words(first(material, "name")),
    attribute(code, "displayName"),
    reading.words(text),
  );
  if (label === null) return nothing(reading, "Un traitement sans nom.");
  if (isNegated(statement)) return nothing(reading, `Dit absent : ${label}`);
  reading.words(text);
  const times = all(statement, "effectiveTime");
  const span = times.find((time) => first(time, "period") === null && first(time, "event") === null) ?? null;
  const { since, until } = period(span);
  const schedule = scheduleOf(reading, statement, times, label);
  const row = reading.row(original) ?? reading.row(text);
  const item: Treatment = {
    ...BASE,
    kind: "treatment",
    label,
    code: reading.code("treatment", code, label),
    since,
    ...ended(reading, until, day, label),
    cip13: boxOf(reading, code, label),
    dosage: reading.line(dosageIn(row, schedule)),
    schedule,
    route: routeOf(reading, first(statement, "routeCode"), row),
    reason: null,
  };
  if (first(span, "width") !== null) tellRest(reading, { ...statement, children: all(span, "width") }, new Set(), label);
  tellRest(reading, statement, READ, label);
  const reason = reasonOf(reading, statement, label);
  return [{ item, ids: idsOf(statement), ...(reason === null ? {} : { reason }) }];
}

/** The words of a prescription are those of its row, unless they only say again what is coded. */
function dosageIn(row: ReturnType<SectionReading["row"]>, schedule: Treatment["schedule"]): string | null {
  const cell = cellIn(row, /^posologie/);
  if (cell === null) return null;
  const isOfNobody = cell.ids.size === 0 && schedule !== null && cell.text === plainLine(scheduleWords(schedule));
  return isOfNobody ? null : cell.text.replaceAll("\n", " ");
}

/** Hours of a unit of time (UCUM). */
const HOURS: Readonly<Record<string, number>> = { min: 1 / 60, h: 1, d: 24, wk: 168 };

/** A dose every so many hours; a dose or a rhythm alone is told. */
function scheduleOf(reading: SectionReading, statement: Node, times: readonly Node[], label: string): Treatment["schedule"] {
  const dose = doseOf(first(statement, "doseQuantity"));
  const periods = times.flatMap((time) => all(time, "period"));
  const [only] = periods;
  const value = numberOf(attribute(only ?? null, "value") ?? "");
  const hours = knownWord(HOURS, attribute(only ?? null, "unit") ?? "");
  for (const time of times) {
    if (first(time, "event") === null) continue;
    tellRest(reading, { ...statement, children: all(time, "event") }, new Set(), label);
  }
  if (dose !== null && periods.length === 1 && value !== null && value > 0 && hours !== undefined) {
    return { dose, everyHours: value * hours };
  }
  if (dose !== null) {
    const { low, high, unit } = dose;
    reading.tell(`Dose (${label}) : ${low === high ? low : `${low} à ${high}`} ${unit ?? ""}`);
  }
  for (const each of periods) {
    reading.tell(`Rythme (${label}) : toutes les ${attribute(each, "value") ?? "?"} ${attribute(each, "unit") ?? ""}`);
  }
  return null;
}

function doseOf(quantity: Node | null): NonNullable<Treatment["schedule"]>["dose"] | null {
  const [low, high] = [first(quantity, "low") ?? quantity, first(quantity, "high") ?? quantity];
  const [least, most] = [numberOf(attribute(low, "value") ?? ""), numberOf(attribute(high, "value") ?? "")];
  if (least === null || most === null) return null;
  const unit = attribute(low, "unit") ?? attribute(high, "unit");
  return { low: least, high: most, unit: unit === "1" ? null : unit };
}

function boxOf(reading: SectionReading, code: Node | null, label: string): string | null {
  for (const each of code === null ? [] : [code, ...all(code, "translation")]) {
    const cip = attribute(each, "code");
    if (cip === null || attribute(each, "codeSystem") !== MEDICAL_SYSTEMS.cip13) continue;
    const read = parseCip13(cip);
    if (read.ok) return read.value;
    reading.tell(`Code CIP non repris : ${cip} (${label})`);
  }
  return null;
}

/** In words when it has no code. */
function routeOf(reading: SectionReading, route: Node | null, row: ReturnType<SectionReading["row"]>): Code | null {
  const code = attribute(route, "code");
  const words = (route === null ? null : reading.words(first(route, "originalText"))) ?? cellIn(row, /^voie/)?.text ?? null;
  if (code === null) {
    if (words !== null) reading.tell(`Voie d'administration : ${words}`);
    return null;
  }
  return { code, system: attribute(route, "codeSystem") ?? "", label: plainLine(attribute(route, "displayName") ?? words ?? "") };
}

/** What the treatment is for: the first reference to something of the document. The rest is told. */
function reasonOf(reading: SectionReading, statement: Node, label: string): NonNullable<Found["reason"]> | null {
  let found: NonNullable<Found["reason"]> | null = null;
  for (const relation of all(statement, "entryRelationship")) {
    const act = first(relation, "act");
    if (found === null && act !== null && attribute(relation, "typeCode")?.toUpperCase() === "RSON") {
      const code = first(act, "code");
      const words = reading.words(first(code, "originalText")) ?? attribute(code, "displayName");
      found = { id: idsOf(act)[0] ?? null, code: attribute(code, "code"), words };
    } else tellRest(reading, { ...statement, children: [relation] }, new Set(), label);
  }
  return found;
}
