import { SegurError } from "../../domain/errors.js";
import type { ReminderRule } from "../../domain/medical/reminders.js";

const LIST = "Voyez les règles : segur vsm rules list";

export function ruleWrong(why: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "vsm.rule_wrong",
    rule: "DOC/va1.13",
    message: "Cette règle de rappel n'est pas enregistrée.",
    why,
    advice: "Exemple : segur vsm rules set diabete --diagnoses E10,E11 --months 6",
  });
}

/** A rule has one criterion: another one takes its place, and whom it reminded of is told first. */
export function criterionLost(before: ReminderRule, after: ReminderRule): SegurError {
  const { name } = before;
  return new SegurError({
    kind: "decision",
    code: "vsm.rule_criterion",
    rule: "DOC/va1.13",
    message: `La règle ${name} porte sur : ${criterionWords(before)}. Elle ne porterait plus que sur : ${criterionWords(after)}.`,
    why: "Une règle a un seul critère ; les patients de l'ancien ne seraient plus rappelés par elle.",
    advice: "Pour l'accepter, ajoutez --yes ; pour garder les deux, donnez un autre nom à la nouvelle règle.",
    details: { rule: name },
  });
}

/** What a removal would take away. */
export function rulesNeedYes(message: string, command: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "vsm.rules_confirm",
    rule: "DOC/va1.13",
    message,
    why: "Les rappels de ces patients cesseraient, ou changeraient.",
    advice: `Pour confirmer : ${command} --yes ; pour voir les règles : segur vsm rules list`,
  });
}

/** `diagnostics C E11`, `ALD`, `protocoles Asalée` */
export function criterionWords({ criterion }: Pick<ReminderRule, "criterion">): string {
  if (criterion.by === "ald") return "ALD";
  if (criterion.by === "diagnosis") return `diagnostics ${criterion.codes.join(" ")}`;
  return criterion.names.length === 0 ? "tout protocole" : `protocoles ${criterion.names.join(", ")}`;
}

export function ruleUnknown(known: readonly string[]): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "vsm.rule_unknown",
    message: "Aucune règle de rappel ne porte ce nom.",
    why: known.length === 0 ? "Le cabinet n'a aucune règle." : `Règles : ${known.join(", ")}.`,
    advice: LIST,
    details: { known },
  });
}

export function remindersDamaged(): SegurError {
  return new SegurError({
    kind: "config",
    code: "vsm.rules_damaged",
    rule: "DOC/va1.11",
    message: "Les règles de rappel du cabinet ne se lisent pas.",
    why: "Elles n'ont pas été écrites par cette version de segur.",
    advice: "Revenez aux règles d'origine : segur vsm rules reset",
  });
}
