import type { IsoDate } from "../identity/types.js";
import { bareCode, protocolKey } from "./starts.js";

/** Whose summary is to be kept up to date (DOC/va1.11: at least by diagnosis, inclusion in a protocol, ALD). */
export type ReminderCriterion =
  | { readonly by: "ald" }
  /** Starts of CIM-10 codes: `E11`, `C`. */
  | { readonly by: "diagnosis"; readonly codes: readonly string[] }
  /** Names of protocols of the practice, whole, whatever their case; none: any protocol. */
  | { readonly by: "protocol"; readonly names: readonly string[] };

/** One rule: every so many months for these patients. */
export interface ReminderRule {
  /** Lower-case word, typed: `ald`. */
  readonly name: string;
  /** French. */
  readonly label: string;
  readonly criterion: ReminderCriterion;
  readonly months: number;
  /** A rule that is off reminds of nobody, and is kept. */
  readonly on: boolean;
}

/** Where a reminder shows itself (DOC/va1.11: opening of the software, or of the patient's file). */
export const REMINDER_PLACES = ["todo", "patient"] as const;
export type ReminderPlace = (typeof REMINDER_PLACES)[number];

export interface Reminders {
  readonly rules: readonly ReminderRule[];
  readonly places: readonly ReminderPlace[];
}

const YEARLY = { months: 12, on: true } as const;
const diagnosis = (name: string, label: string, ...codes: string[]): ReminderRule => ({
  ...{ name, label, criterion: { by: "diagnosis", codes } },
  ...YEARLY,
});

/** DOC/va1.11 names these criteria and no period: a year is the usual one (product.md §5). */
export const DEFAULT_REMINDERS: Reminders = {
  rules: [
    { name: "ald", label: "patient en ALD", criterion: { by: "ald" }, ...YEARLY },
    diagnosis("cancer", "cancer", "C"),
    diagnosis("diabete", "diabète", "E10", "E11", "E12", "E13", "E14"),
    diagnosis("hta", "hypertension artérielle", "I10", "I11", "I12", "I13", "I15"),
    diagnosis("insuffisance-cardiaque", "insuffisance cardiaque", "I50"),
    { name: "protocole", label: "inclus dans un protocole", criterion: { by: "protocol", names: [] }, ...YEARLY },
  ],
  places: ["todo", "patient"],
};

/** What of a patient the rules look at. */
export interface ReminderFacts {
  readonly ald: boolean;
  readonly diagnoses: readonly string[];
  readonly protocols: readonly string[];
  readonly lastVsm: IsoDate | null;
}

/**
 * The rules that say that the summary of a patient is due.
 * @param before for each rule, the day before which a summary is too old
 */
export function rulesDue(
  rules: readonly ReminderRule[],
  facts: ReminderFacts,
  before: (rule: ReminderRule) => IsoDate,
): readonly ReminderRule[] {
  return rules.filter(
    (rule) => rule.on && concerns(rule.criterion, facts) && (facts.lastVsm === null || facts.lastVsm < before(rule)),
  );
}

/** Whether a criterion is met by a patient, whatever the age of their summary. */
export function concerns(criterion: ReminderCriterion, { ald, diagnoses, protocols }: ReminderFacts): boolean {
  switch (criterion.by) {
    case "ald":
      return ald;
    case "diagnosis":
      return diagnoses.some((code) => criterion.codes.some((start) => bareCode(code).startsWith(bareCode(start))));
    case "protocol":
      return criterion.names.length === 0
        ? protocols.length > 0
        : protocols.some((name) => criterion.names.some((named) => protocolKey(named) === protocolKey(name)));
  }
}
