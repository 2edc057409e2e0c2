import { parseCim10 } from "../../domain/medical/codes.js";
import {
  DEFAULT_REMINDERS,
  REMINDER_PLACES,
  type ReminderCriterion,
  type ReminderPlace,
  type ReminderRule,
  type Reminders,
} from "../../domain/medical/reminders.js";
import { bareCode, protocolKey } from "../../domain/medical/starts.js";
import { plainLine } from "../../domain/message/plain-line.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { criterionLost, remindersDamaged, ruleUnknown, ruleWrong } from "./errors.js";

/** Setting of the cabinet that holds its reminders, when they are not those of the product. */
const KEY = "vsm.reminders";
/** More would be a mistake, and each is a condition of the filter. */
const MOST_RULES = 40;

type Settings = Pick<OpenCabinet, "settings">;

/** The reminders of a cabinet, and whether it changed them. @throws {SegurError} `vsm.rules_damaged` */
export async function readReminders({ settings }: Settings): Promise<Reminders & { readonly edited: boolean }> {
  const stored = await settings.get(KEY);
  if (stored === undefined || stored === null) return { ...DEFAULT_REMINDERS, edited: false };
  const read = storedReminders(stored);
  if (read === null) throw remindersDamaged();
  return { ...read, edited: true };
}

/** What of a rule is to change; undefined leaves it. A rule that does not exist yet needs its criterion. */
export interface RuleChange {
  readonly label?: string | undefined;
  readonly criterion?: ReminderCriterion | undefined;
  readonly months?: number | undefined;
  readonly on?: boolean | undefined;
}

/**
 * Changes a rule, or adds it (DOC/va1.13).
 * @param options.replace takes a criterion in the place of another: patients would leave the reminders
 * @throws {SegurError} `vsm.rule_…`; `vsm.rule_criterion` (decision)
 */
export async function setRule(
  cabinet: Settings,
  name: string,
  change: RuleChange,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<{ readonly rule: ReminderRule; readonly before: ReminderRule | null }> {
  const { rules, places } = await readReminders(cabinet);
  const before = rules.find((rule) => rule.name === name) ?? null;
  const criterion = change.criterion ?? before?.criterion;
  if (criterion === undefined) throw ruleWrong("Une nouvelle règle dit qui elle concerne : --ald, --diagnoses ou --protocol.");
  const label = plainLine(change.label ?? before?.label ?? name);
  const rule: ReminderRule = {
    ...{ name, label, criterion, months: change.months ?? before?.months ?? 12, on: change.on ?? before?.on ?? true },
  };
  const problem = problemOf(rule);
  if (problem !== null) throw ruleWrong(problem);
  if (before !== null && !replace && loses(before.criterion, criterion)) throw criterionLost(before, rule);
  const next = before === null ? [...rules, rule] : rules.map((each) => (each.name === name ? rule : each));
  if (next.length > MOST_RULES) throw ruleWrong(`Un cabinet a ${MOST_RULES} règles au plus.`);
  await cabinet.settings.set(KEY, { rules: next, places });
  return { rule, before };
}

/** Whether patients whom a criterion concerned may be concerned no more: it is of another kind, or has not all that the first one had. */
function loses(before: ReminderCriterion, after: ReminderCriterion): boolean {
  if (before.by === "diagnosis" && after.by === "diagnosis")
    return !before.codes.every((code) => after.codes.some((start) => bareCode(code).startsWith(bareCode(start))));
  if (before.by === "protocol" && after.by === "protocol") {
    if (after.names.length === 0) return false;
    return (
      before.names.length === 0 ||
      !before.names.every((name) => after.names.some((other) => protocolKey(other) === protocolKey(name)))
    );
  }
  return before.by !== after.by;
}

/** @throws {SegurError} `vsm.rule_unknown` */
export async function removeRule(cabinet: Settings, name: string): Promise<void> {
  const { rules, places } = await readReminders(cabinet);
  if (!rules.some((rule) => rule.name === name)) throw ruleUnknown(rules.map((rule) => rule.name));
  await cabinet.settings.set(KEY, { rules: rules.filter((rule) => rule.name !== name), places });
}

/** Where reminders show themselves (DOC/va1.11). */
export async function setPlaces(cabinet: Settings, places: readonly ReminderPlace[]): Promise<void> {
  const { rules } = await readReminders(cabinet);
  await cabinet.settings.set(KEY, { rules, places });
}

/** Back to the reminders of the product. */
export async function resetReminders({ settings }: Settings): Promise<void> {
  await settings.unset(KEY);
}

/** Why a rule cannot be kept, in French; null when it can. */
function problemOf({ name, label, criterion, months }: ReminderRule): string | null {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return "Le nom d'une règle s'écrit en minuscules, chiffres et tirets.";
  if (label === "" || [...label].length > 80) return "Le libellé d'une règle tient en 80 caractères.";
  if (!(Number.isInteger(months) && months >= 1 && months <= 120)) return "La périodicité est de 1 à 120 mois.";
  if (criterion.by === "diagnosis" && (criterion.codes.length === 0 || !criterion.codes.every(isStart)))
    return "Les diagnostics sont des codes CIM-10 ou leur début : C,E11,I50.";
  if (criterion.by === "protocol" && !criterion.names.every((each) => /^[^"\\]{1,60}$/u.test(each)))
    return "Le nom d'un protocole tient en 60 caractères, sans guillemet droit.";
  return null;
}

/** `C`, `E1`, `E11`, `E11.9`: the start of a CIM-10 code. */
function isStart(code: string): boolean {
  return /^[A-Z]\d?$/.test(code) || parseCim10(code).ok;
}

/** What {@link setRule} wrote; null when it is anything else. */
function storedReminders(value: unknown): Reminders | null {
  if (!isRecord(value) || !Array.isArray(value.rules) || !Array.isArray(value.places)) return null;
  const rules: ReminderRule[] = [];
  for (const each of value.rules as readonly unknown[]) {
    const rule = storedRule(each);
    if (rule === null || problemOf(rule) !== null) return null;
    rules.push(rule);
  }
  const stored: readonly unknown[] = value.places;
  return { rules, places: REMINDER_PLACES.filter((place) => stored.includes(place)) };
}

function storedRule(value: unknown): ReminderRule | null {
  if (!isRecord(value) || !isRecord(value.criterion)) return null;
  const { name, label, months, on } = value;
  const criterion = storedCriterion(value.criterion);
  const typed = typeof name === "string" && typeof label === "string" && typeof months === "number" && typeof on === "boolean";
  return typed && criterion !== null ? { name, label, criterion, months, on } : null;
}

function storedCriterion({ by, codes, names }: Readonly<Record<string, unknown>>): ReminderCriterion | null {
  if (by === "ald") return { by };
  if (by === "diagnosis" && isTexts(codes)) return { by, codes };
  if (by === "protocol" && isTexts(names)) return { by, names };
  return null;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
