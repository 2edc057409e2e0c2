import { alertsOf, isRemarkable } from "../../../domain/inbox/alerts.js";
import { type Biology, type BiologyResult, UNDETERMINED } from "../../../domain/inbox/biology.js";
import type { CdaBody, CdaHeader } from "../header.js";
import type { Element } from "../tree.js";
import { type BiologyEntries, type Draft, newestFirst } from "./entries.js";
import { type BiologySection, isSame, sectionsOf } from "./sections.js";
import type { Statement } from "./statements.js";

type Sections = ReadonlyMap<unknown, BiologySection>;

/** What the entries and the sections of a biology report say together, once it is read whole. */
export function assembleBiology(
  document: Element,
  { events }: Pick<CdaHeader, "events">,
  body: CdaBody,
  entries: BiologyEntries,
): Biology {
  const partialSaid = events.some(({ status }) => isUnfinished(status));
  if (body.level !== "n3") {
    const why = "Le compte rendu n'est pas structuré : ses alertes ne peuvent pas être déterminées.";
    return { alerts: UNDETERMINED, results: [], comments: [], partial: partialSaid, warnings: [why] };
  }
  entries.end();
  const sections = sectionsOf(document);
  const results = [...entries.drafts.values()].flatMap((draft) => toResult(draft, entries, sections));
  const comments = commentsOf(entries, sections);
  const whole = warnOfText(entries, sections) && entries.whole;
  warnOfNumbers(results, entries.warnings);
  if (results.length === 0)
    entries.warnings.add("Le compte rendu n'a aucun résultat structuré : ses alertes ne peuvent pas être déterminées.");
  return {
    alerts: alertsOf(results, { whole, understood: entries.understood, commented: comments.some(isRemarkable) }),
    results,
    comments,
    partial: partialSaid || [...entries.unfinished].some((section) => sections.get(section)?.kind === "chapter"),
    warnings: [...entries.warnings],
  };
}

function isUnfinished(status: string | null): boolean {
  return status !== null && /^(active|aborted)$/i.test(status.trim());
}

function toResult(draft: Draft, { facts }: BiologyEntries, sections: Sections): BiologyResult[] {
  const { statement, fields, comments, previous } = draft;
  if (fields === null) return [];
  const path = [...(sections.get(statement.section)?.path ?? [])];
  for (const { label } of chain(statement.parent).map((each) => facts.get(each) ?? { label: null }))
    if (label !== null && !isSame(label, path.at(-1))) path.push(label);
  const statuses = chain(statement)
    .map((each) => facts.get(each)?.status ?? null)
    .filter((each) => each !== null)
    .reverse();
  return [
    {
      path,
      ...fields,
      previous: newestFirst(previous),
      comments: comments.map(({ text }) => text).filter((text) => text !== null),
      status: statuses.find((each) => each !== "completed") ?? statuses[0] ?? null,
    },
  ];
}

/** A statement and those that it is in, outermost first. */
function chain(statement: Statement | null): Statement[] {
  const found: Statement[] = [];
  for (let each = statement; each !== null; each = each.parent) found.push(each);
  return found.reverse();
}

/** On a battery or an entry, titled by it; then the sections of comments. What a section says already is not said twice. */
function commentsOf({ general, facts }: BiologyEntries, sections: Sections): Biology["comments"][number][] {
  const ofSections = [...sections.values()]
    .filter(({ kind }) => kind === "comment")
    .flatMap(({ title, text }) => (text === null ? [] : [{ title, text }]));
  const ofEntries = general.flatMap(({ statement, said: { text } }) => {
    const section = sections.get(statement.section);
    if (text === null || (section?.kind === "comment" && squeezed(section.text ?? "").includes(squeezed(text)))) return [];
    const label = chain(statement)
      .map((each) => facts.get(each)?.label ?? null)
      .findLast((each) => each !== null);
    return [{ title: label ?? section?.title ?? null, text }];
  });
  return [...ofEntries, ...ofSections];
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** Results that are out of the structure. False when a chapter has nothing but text: what it says may be urgent. */
function warnOfText(entries: BiologyEntries, sections: Sections): boolean {
  let whole = true;
  for (const [section, { kind, text, hasSections }] of sections) {
    if (kind === "second-intention") {
      entries.warnings.add("Des résultats d'un autre laboratoire sont dans un PDF joint : les alertes n'en tiennent pas compte.");
      whole = false;
    }
    if (kind !== "chapter" || hasSections || text === null || entries.sections.has(section as Element)) continue;
    entries.warnings.add("Un chapitre n'a que du texte : ses résultats ne sont pas comptés dans les alertes.");
    whole = false;
  }
  return whole;
}

function warnOfNumbers(results: readonly BiologyResult[], warnings: Set<string>): void {
  for (const { quantities, intervals, interpretations, outsideInterval } of results) {
    if (quantities.some(({ value, low, high }) => value === null && low === null && high === null))
      warnings.add("Une valeur n'est pas un nombre : elle n'est comparée à rien.");
    const bounded = intervals.some(({ low, high }) => low !== null || high !== null);
    if (outsideInterval === null && bounded && quantities.length > 0 && interpretations.length === 0)
      warnings.add("Un résultat sans interprétation ne peut pas être comparé à son intervalle : lisez-le.");
  }
}
