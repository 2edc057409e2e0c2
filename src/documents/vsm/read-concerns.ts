import type { Allergy, NewMedicalItem, PartialDate, Problem } from "../../domain/medical/medical.js";
import { all, attribute, first } from "../cda/tree.js";
import { isNegated, type Node, period, type SectionReading, tellRest } from "./read-context.js";

/** An item, with the identifiers that a reference inside the document may name it by. */
export interface Found {
  readonly item: NewMedicalItem;
  /** `@root` in capitals, of the concern first. */
  readonly ids: readonly string[];
  /** What it says that it is for, when it is a treatment. */
  readonly reason?: { readonly id: string | null; readonly code: string | null; readonly words: string | null };
}

export const BASE = { note: null } as const;

const STRUCTURE = ["templateId", "id", "code", "text", "statusCode", "effectiveTime", "value"];
export const READ: ReadonlySet<string> = new Set(STRUCTURE);

export function idsOf(...elements: readonly (Node | null)[]): readonly string[] {
  return elements.flatMap((element) => all(element, "id").flatMap((id) => attribute(id, "root")?.toUpperCase() ?? []));
}

/** The observations of a concern act, or the one that stands without it. */
function observationsOf(statement: Node): readonly Node[] {
  if (statement.name === "observation") return [statement];
  return all(statement, "entryRelationship")
    .filter((each) => !["REFR", "RSON"].includes(attribute(each, "typeCode")?.toUpperCase() ?? ""))
    .flatMap((each) => all(each, "observation"));
}

const OVER = new Set(["completed", "aborted"]);

/** FR-Liste-des-problemes. @param past it stands among the antécédents. @param day of the document: what ends later goes on */
export function problemsOf(reading: SectionReading, statement: Node, past: boolean, day: string | null): readonly Found[] {
  const status = attribute(first(statement, "statusCode"), "code")?.toLowerCase() ?? "";
  const found: Found[] = [];
  for (const observation of observationsOf(statement)) {
    const value = first(observation, "value");
    const label = reading.label(
      reading.words(first(value, "originalText")),
      reading.words(first(observation, "text")),
      attribute(value, "displayName"),
      reading.words(value),
    );
    if (label === null || isNegated(observation)) {
      reading.tell(label === null ? "Un problème sans nom." : `Dit absent : ${label}`);
      continue;
    }
    const own = period(first(observation, "effectiveTime"));
    const outer = statement === observation ? own : period(first(statement, "effectiveTime"));
    const { until, closed } = ended(reading, own.until ?? outer.until, day, label);
    const item: Problem = {
      ...BASE,
      kind: "problem",
      label,
      code: reading.code("problem", value, label),
      since: own.since ?? outer.since,
      until,
      closed: closed || past || (statement.name === "act" && OVER.has(status)),
    };
    found.push({ item, ids: idsOf(statement, observation) });
    tellRest(reading, observation, READ, label);
  }
  if (found.length > 0 && statement.name === "act") tellRest(reading, statement, CONCERN, found[0]?.item.label ?? null);
  return found;
}

const CONCERN: ReadonlySet<string> = new Set([...STRUCTURE, "entryRelationship"]);

/** An end that the document puts in its own future is told, and closes nothing. */
export function ended(
  reading: SectionReading,
  until: PartialDate | null,
  day: string | null,
  label: string,
): { readonly until: PartialDate | null; readonly closed: boolean } {
  if (until === null || day === null || until <= day) return { until, closed: until !== null };
  reading.tell(`Fin prévue le ${until} (${label})`);
  return { until: null, closed: false };
}

const DRUG = new Set(["416098002", "419511003", "59037007"]);
const FOOD = new Set(["414285001", "418471000", "235719002"]);
const STATUS = "33999-4";

/** FR-Liste-des-allergies-et-hypersensibilites. */
export function allergiesOf(reading: SectionReading, statement: Node, day: string | null): readonly Found[] {
  const found: Found[] = [];
  for (const observation of observationsOf(statement)) {
    const value = first(observation, "value");
    const entity = all(observation, "participant")
      .map((each) => first(each, "participantRole", "playingEntity"))
      .find((each) => each !== null);
    const agent = entity === undefined ? null : first(entity, "code");
    const kind = reading.words(first(observation, "text"));
    const described = reading.words(first(value, "originalText")) ?? attribute(value, "displayName");
    const label = reading.label(
      reading.words(first(agent, "originalText")),
      entity === undefined ? null : reading.words(first(entity, "name")),
      attribute(agent, "displayName"),
      described,
      kind,
    );
    if (label === null || isNegated(observation)) {
      reading.tell(label === null ? "Une allergie sans nom." : `Dit absent : ${label}`);
      continue;
    }
    const type = attribute(first(observation, "code"), "code") ?? "";
    const outer = statement === observation ? null : first(statement, "effectiveTime");
    const own = period(first(observation, "effectiveTime"));
    const { until, closed } = ended(reading, own.until ?? period(outer).until, day, label);
    const item: Allergy = {
      ...BASE,
      kind: "allergy",
      label,
      code: reading.code("allergy", agent, label),
      since: own.since ?? period(outer).since,
      until,
      closed,
      allergen: DRUG.has(type) ? "drug" : FOOD.has(type) ? "food" : "other",
      reaction: reading.line(reactionOf(reading, observation, label) ?? (described === label ? null : described)),
    };
    if (attribute(value, "code") !== null) reading.code("allergy", value, label);
    found.push({ item, ids: idsOf(statement, observation) });
    tellRest(reading, observation, ALLERGY, label);
  }
  return found;
}

const ALLERGY: ReadonlySet<string> = new Set([...STRUCTURE, "participant", "entryRelationship"]);

/** Words of the manifestations; what else is related (status, gravity) is told. */
function reactionOf(reading: SectionReading, observation: Node, label: string): string | null {
  const words: string[] = [];
  for (const relation of all(observation, "entryRelationship")) {
    const related = first(relation, "observation");
    const value = first(related, "value");
    const said = reading.words(first(value, "originalText")) ?? reading.words(first(related, "text"));
    const text = said ?? attribute(value, "displayName");
    if (attribute(relation, "typeCode")?.toUpperCase() === "MFST") {
      if (text !== null) words.push(text);
      continue;
    }
    const isStatus = attribute(first(related, "code"), "code") === STATUS;
    const status = attribute(value, "displayName") ?? text;
    if (isStatus && attribute(value, "code")?.toLowerCase() === "active") continue;
    if (isStatus) reading.tell(`Statut clinique « ${status} » (${label})`);
    else tellRest(reading, { name: "observation", attributes: {}, children: [relation] }, new Set(), label);
  }
  return words.length === 0 ? null : words.join(", ");
}
