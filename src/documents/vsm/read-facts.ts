import type { FamilyHistory, Habit } from "../../domain/medical/medical.js";
import { numberOf, typeOf } from "../cda/biology/quantities.js";
import { all, attribute, first } from "../cda/tree.js";
import { HABIT_CODES, RELATIVE_CODES } from "./codes.js";
import { BASE, ended, type Found, idsOf, READ } from "./read-concerns.js";
import { cellIn, isNegated, type Node, partialDate, period, type SectionReading, tellRest } from "./read-context.js";

/** FR-Acte. */
export function surgeriesOf(reading: SectionReading, statement: Node): readonly Found[] {
  const code = first(statement, "code");
  const label = reading.label(
    reading.words(first(code, "originalText")),
    reading.words(first(statement, "text")),
    attribute(code, "displayName"),
  );
  const status = attribute(first(statement, "statusCode"), "code")?.toLowerCase() ?? "completed";
  if (label === null) return nothing(reading, "Un acte sans nom.");
  if (isNegated(statement)) return nothing(reading, `Dit absent : ${label}`);
  if (attribute(statement, "moodCode")?.toUpperCase() === "INT") return nothing(reading, `Acte prévu : ${label}`);
  if (status === "cancelled" || status === "aborted") return nothing(reading, `Acte annulé ou interrompu : ${label}`);
  const { since } = period(first(statement, "effectiveTime"));
  const item = { ...BASE, kind: "surgery", label, code: reading.code("surgery", code, label), since, until: null, closed: false };
  tellRest(reading, statement, READ, label);
  return [{ item: { ...item, kind: "surgery" }, ids: idsOf(statement) }];
}

const HABITS: ReadonlyMap<string, Habit["habit"]> = new Map([
  ["72166-2", "tobacco"],
  ...(Object.keys(HABIT_CODES) as Habit["habit"][]).map((habit) => [HABIT_CODES[habit].code, habit] as const),
]);

/** FR-Habitus-Mode-de-vie: a number, or words that stand in the column of observations where there is one. */
export function habitsOf(reading: SectionReading, statement: Node, day: string | null): readonly Found[] {
  const [code, text, value] = [first(statement, "code"), first(statement, "text"), first(statement, "value")];
  const number = value !== null && typeOf(value) === "PQ" ? numberOf(attribute(value, "value") ?? "") : null;
  const observed = number === null ? (cellIn(reading.row(text), /^observation/)?.text ?? null) : null;
  const label = reading.label(
    observed,
    reading.words(text),
    value === null ? null : reading.words(first(value, "originalText")),
    attribute(value, "displayName"),
    value === null ? null : reading.words(value),
    attribute(code, "displayName"),
  );
  if (label === null) return nothing(reading, "Une habitude sans nom.");
  if (isNegated(statement)) return nothing(reading, `Dit absent : ${label}`);
  const { since, until } = period(first(statement, "effectiveTime"));
  const end = ended(reading, until, day, label);
  const loinc = attribute(code, "code") ?? "";
  const item: Habit = {
    ...BASE,
    kind: "habit",
    label,
    code: null,
    since,
    ...end,
    habit: HABITS.get(loinc) ?? "other",
    quantity: number === null ? null : { value: number, unit: attribute(value, "unit") ?? "1" },
  };
  if (!HABITS.has(loinc)) reading.tell(`Type : ${attribute(code, "displayName") ?? loinc} (${label})`);
  for (const each of all(code, "translation")) reading.code("habit", each, label);
  reading.code("habit", value, label);
  tellRest(reading, statement, READ, label);
  return [{ item, ids: idsOf(statement) }];
}

const SIBLINGS = /^[HN]?(SIB|BRO|SIS)$/;
const CHILDREN = /^(N?CHILD|SON|DAU|SONC|DAUC)$/;
const GRANDPARENTS = /^[MP]?GR(PRN|MTH|FTH)$/;

/** FR-Antecedents-familiaux: a relative, and each thing that he or she has had. */
export function familyOf(reading: SectionReading, statement: Node): readonly Found[] {
  const role = first(statement, "subject", "relatedSubject", "code");
  const code = attribute(role, "code")?.toUpperCase() ?? "";
  const words = reading.words(first(role, "originalText")) ?? attribute(role, "displayName");
  const relative = relativeOf(code);
  const isNamed = relative !== "other" || code === RELATIVE_CODES.other.code || words === null;
  const observations =
    statement.name === "organizer" ? all(statement, "component").flatMap((each) => all(each, "observation")) : [statement];
  return observations.flatMap((observation): readonly Found[] => {
    const value = first(observation, "value");
    const label = reading.label(
      reading.words(first(value, "originalText")),
      reading.words(first(observation, "text")),
      attribute(value, "displayName"),
    );
    if (label === null) return nothing(reading, "Un antécédent familial sans nom.");
    if (isNegated(observation)) return nothing(reading, `Dit absent : ${label}`);
    const time = first(observation, "effectiveTime");
    const item: FamilyHistory = {
      ...BASE,
      kind: "family",
      label,
      code: reading.code("family", value, label),
      since: period(time).since ?? partialDate(time),
      until: null,
      closed: false,
      relative,
      // « Tante » is among the others, and is not lost.
      note: isNamed ? null : words,
    };
    tellRest(reading, observation, READ, label);
    return [{ item, ids: idsOf(observation) }];
  });
}

function relativeOf(code: string): FamilyHistory["relative"] {
  if (code === "MTH" || code === "NMTH") return "mother";
  if (code === "FTH" || code === "NFTH") return "father";
  if (SIBLINGS.test(code)) return "sibling";
  if (CHILDREN.test(code)) return "child";
  return GRANDPARENTS.test(code) ? "grandparent" : "other";
}

export function nothing(reading: SectionReading, why: string): readonly Found[] {
  reading.tell(why);
  return [];
}
