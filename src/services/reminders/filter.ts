import type { FilterExpression } from "../../domain/filters.js";
import type { ReminderCriterion, ReminderRule } from "../../domain/medical/reminders.js";

/**
 * The patients of whom one rule at least says that their summary is due, as a filter. Rules of one period are one condition, so that the
 * store walks their work lists once. No rule: nobody.
 */
export function dueFilter(rules: readonly ReminderRule[]): FilterExpression {
  const byMonths = new Map<number, ReminderCriterion[]>();
  for (const { on, months, criterion } of rules) if (on) byMonths.set(months, [...(byMonths.get(months) ?? []), criterion]);
  const parts = [...byMonths].map(([months, criteria]) => ({ all: [{ any: concerned(criteria) }, olderThan(months)] }));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { any: parts };
}

function olderThan(months: number): FilterExpression {
  return {
    any: [
      { field: "lastVsm", is: null },
      { field: "lastVsm", before: { monthsAgo: months } },
    ],
  };
}

function concerned(criteria: readonly ReminderCriterion[]): readonly FilterExpression[] {
  const codes = criteria.flatMap((each) => (each.by === "diagnosis" ? each.codes : []));
  const protocols = criteria.flatMap((each) => (each.by === "protocol" ? [each.names] : []));
  const parts: FilterExpression[] = [];
  if (criteria.some(({ by }) => by === "ald")) parts.push({ field: "ald", is: true });
  if (codes.length > 0) parts.push({ field: "diagnoses", startsWith: [...new Set(codes)] });
  if (protocols.some((names) => names.length === 0)) parts.push({ field: "protocol", is: true });
  else if (protocols.length > 0) parts.push({ field: "protocols", in: [...new Set(protocols.flat())] });
  return parts;
}
