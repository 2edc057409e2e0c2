import { type Completeness, completeness } from "../../domain/medical/completeness.js";
import { type ReminderFacts, type ReminderRule, rulesDue } from "../../domain/medical/reminders.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { dateOf } from "../filters/dates.js";
import { resolveFilter, VSM_DUE } from "../filters/filters.js";
import { localDay } from "../ins/proof-date.js";
import { readReminders } from "./rules.js";

/** A patient whose summary is due. */
export interface DueLine {
  readonly patient: Patient;
  /** The rules that say so; empty when the filter of the cabinet (`filters.json`) is not that of its rules. */
  readonly rules: readonly ReminderRule[];
  /** Whole months since the last VSM; null: there is none. */
  readonly months: number | null;
  readonly completeness: Completeness;
}

export interface DueList {
  readonly items: AsyncIterable<DueLine>;
  /** Cursor of what was not given; null when all was. Known once the items were consumed. */
  readonly next: () => string | null;
}

/** Read at once. */
const PAGE = 200;

/**
 * The patients whose VSM is due (DOC/va1.11, scenario step 2), in file order.
 * @param options.filter only those of this filter of the cabinet too
 * @param options.limit null for all
 */
export async function listDue(
  cabinet: OpenCabinet,
  {
    filter,
    limit,
    after,
  }: { readonly filter?: string | undefined; readonly limit: number | null; readonly after?: string | undefined },
): Promise<DueList> {
  const due = (await resolveFilter(cabinet, VSM_DUE)).where;
  const where = filter === undefined ? due : { all: [due, (await resolveFilter(cabinet, filter)).where] };
  const { rules } = await readReminders(cabinet);
  const today = localDay(cabinet.clock.now());
  let next: string | null = null;
  async function* items(): AsyncGenerator<DueLine> {
    let from = after;
    for (;;) {
      const page = await cabinet.patients.search({ names: [], filter: where }, { limit: limit ?? PAGE, after: from });
      next = page.next;
      const patients = await cabinet.patients.getMany(page.items.map(({ id }) => id));
      for (const patient of patients) if (patient !== null) yield await dueLine(cabinet, patient, rules, today);
      if (limit !== null || page.next === null) return;
      from = page.next;
    }
  }
  return { items: items(), next: () => next };
}

async function dueLine(cabinet: OpenCabinet, patient: Patient, rules: readonly ReminderRule[], today: string): Promise<DueLine> {
  const facts = await factsOf(cabinet, patient);
  return {
    patient,
    rules: dueNow(rules, facts, today),
    months: patient.lastVsm === null ? null : monthsBetween(patient.lastVsm, today),
    completeness: completeness(await cabinet.medical.record(patient.id), patient),
  };
}

/** The rules that say that the summary of this patient is due; empty when none does, or when reminders do not show in files. */
export async function remindersOf(cabinet: OpenCabinet, patient: Patient): Promise<readonly ReminderRule[]> {
  const { rules, places } = await readReminders(cabinet);
  if (!places.includes("patient")) return [];
  return dueNow(rules, await factsOf(cabinet, patient), localDay(cabinet.clock.now()));
}

function dueNow(rules: readonly ReminderRule[], facts: ReminderFacts, today: string): readonly ReminderRule[] {
  return rulesDue(rules, facts, ({ months }) => dateOf({ monthsAgo: months }, today));
}

async function factsOf({ medical }: OpenCabinet, { id, ald, diagnoses, lastVsm }: Patient): Promise<ReminderFacts> {
  return { ald, diagnoses, lastVsm, protocols: await medical.protocols(id) };
}

/** Whole months from a day to a later one. */
function monthsBetween(from: string, to: string): number {
  const [y1 = 0, m1 = 1, d1 = 1] = from.split("-").map(Number);
  const [y2 = 0, m2 = 1, d2 = 1] = to.split("-").map(Number);
  return Math.max(0, (y2 - y1) * 12 + (m2 - m1) - (d2 < d1 ? 1 : 0));
}
