import { SegurError } from "../../domain/errors.js";

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
