import { SegurError } from "../../domain/errors.js";
import type { ReminderCriterion } from "../../domain/medical/reminders.js";
import { criterionWords, ruleWrong } from "../../services/reminders/errors.js";
import { setRule } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import { givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur vsm rules set NOM [--months n] [--ald|--diagnoses …|--protocol …] [--on|--off] [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const change = { criterion: criterionOf(input), months: monthsOf(input), on: onOf(input), label: givenText(input, "label") };
  if (Object.values(change).every((each) => each === undefined)) throw nothingGiven();
  const cabinet = await context.cabinet();
  const done = await withYes(context, input, (replace) => setRule(cabinet, textArgument(input, 0), change, { replace }));
  if (done === null) {
    context.output.note("Rien n'a changé.");
    return;
  }
  const { rule, before } = done;
  const { name, label, criterion, months, on } = rule;
  const former = before === null || criterionWords(before) === criterionWords(rule) ? null : before;
  const value = { id: name, label, criterion, months, on, formerCriterion: former?.criterion ?? null };
  await context.output.one("segur.vsm.rules.set/1", value, (style) => {
    return `${style("strong", name)} : ${criterionWords(rule)}, tous les ${months} mois${on ? "" : " (inactive)"}`;
  });
  if (former !== null) context.output.note(`Avant : ${criterionWords(former)}.`);
}

/** What would lose a criterion is asked, on a terminal; null: no. */
async function withYes<T>(context: CommandContext, input: CommandInput, work: (yes: boolean) => Promise<T>): Promise<T | null> {
  try {
    return await work(givenFlag(input, "yes"));
  } catch (error) {
    if (!(error instanceof SegurError) || error.code !== "vsm.rule_criterion" || !context.io.canPrompt) throw error;
    return (await context.prompt.confirm(`${error.message} Remplacer ?`, { flag: "--yes", initial: false })) ? work(true) : null;
  }
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
