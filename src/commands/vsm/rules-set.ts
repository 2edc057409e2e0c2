import type { SegurError } from "../../domain/errors.js";
import type { ReminderCriterion } from "../../domain/medical/reminders.js";
import { ruleWrong } from "../../services/reminders/errors.js";
import { setRule } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import { givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { criterionWords } from "./words.js";

/** `segur vsm rules set NOM [--months n] [--ald|--diagnoses …|--protocol …] [--on|--off]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const change = { criterion: criterionOf(input), months: monthsOf(input), on: onOf(input), label: givenText(input, "label") };
  if (Object.values(change).every((each) => each === undefined)) throw nothingGiven();
  const rule = await setRule(await context.cabinet(), textArgument(input, 0), change);
  const { name, label, criterion, months, on } = rule;
  await context.output.one("segur.vsm.rules.set/1", { id: name, label, criterion, months, on }, (style) => {
    return `${style("strong", name)} : ${criterionWords(rule)}, tous les ${months} mois${on ? "" : " (inactive)"}`;
  });
}

function criterionOf(input: CommandInput): ReminderCriterion | undefined {
  const [diagnoses, protocol] = [givenText(input, "diagnoses"), givenText(input, "protocol")];
  const given = [givenFlag(input, "ald"), diagnoses !== undefined, protocol !== undefined].filter(Boolean).length;
  if (given > 1) throw ruleWrong("Une règle a un seul critère : --ald, --diagnoses ou --protocol.");
  if (givenFlag(input, "ald")) return { by: "ald" };
  if (diagnoses !== undefined) return { by: "diagnosis", codes: words(diagnoses.toUpperCase(), /[\s,;]+/) };
  if (protocol === undefined) return undefined;
  return { by: "protocol", names: protocol.trim() === "any" ? [] : words(protocol, /,/) };
}

function words(text: string, separator: RegExp): readonly string[] {
  const found = text.split(separator).map((each) => each.trim());
  return found.filter((each) => each !== "");
}

function monthsOf(input: CommandInput): number | undefined {
  const text = givenText(input, "months");
  if (text === undefined) return undefined;
  if (!/^\d{1,3}$/.test(text.trim())) throw ruleWrong("La périodicité est de 1 à 120 mois.");
  return Number(text);
}

function onOf(input: CommandInput): boolean | undefined {
  const [on, off] = [givenFlag(input, "on"), givenFlag(input, "off")];
  if (on && off) throw ruleWrong("Une règle est active ou inactive : --on ou --off.");
  return on ? true : off ? false : undefined;
}

function nothingGiven(): SegurError {
  return ruleWrong("Rien n'est à changer : donnez --months, --ald, --diagnoses, --protocol, --label, --on ou --off.");
}
