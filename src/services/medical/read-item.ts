import type { Check } from "../../domain/identity/result.js";
import { parseAmount, parseNumber } from "../../domain/medical/amount.js";
import type { ItemField, ItemProblem } from "../../domain/medical/check.js";
import { EDQM, parseCip13, parseCodeOf, ROUTES, SYSTEM_OF } from "../../domain/medical/codes.js";
import type { MedicalKind, NewMedicalItem, Treatment } from "../../domain/medical/medical.js";
import { parsePartialDate } from "../../domain/medical/partial-date.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { ALLERGENS, HABITS, keyOf, RELATIVES, readWord } from "./kinds.js";

/** What an item is read from: the text of each field as it was typed; undefined keeps what is there, an empty text erases it. */
export interface ItemTexts {
  readonly label?: string | undefined;
  readonly code?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly closed?: boolean | undefined;
  readonly note?: string | undefined;
  readonly relative?: string | undefined;
  readonly habit?: string | undefined;
  /** `20`, `3 verres/j` */
  readonly quantity?: string | undefined;
  readonly allergen?: string | undefined;
  readonly reaction?: string | undefined;
  readonly cip13?: string | undefined;
  readonly dosage?: string | undefined;
  /** `1`, `1/2`, `1-2`, `500 mg`: of one taking. */
  readonly dose?: string | undefined;
  /** Hours between two takings. */
  readonly every?: string | undefined;
  readonly route?: string | undefined;
  /** `S3` */
  readonly reason?: string | undefined;
}

/** Fields that only some kinds have; the others have them all. */
const ONLY: Readonly<Partial<Record<keyof ItemTexts, MedicalKind>>> = {
  relative: "family",
  habit: "habit",
  quantity: "habit",
  allergen: "allergy",
  reaction: "allergy",
  cip13: "treatment",
  dosage: "treatment",
  dose: "treatment",
  every: "treatment",
  route: "treatment",
  reason: "treatment",
};
const FIELD_OF: Readonly<Partial<Record<keyof ItemTexts, ItemField>>> = { dose: "schedule", every: "schedule", closed: "until" };

export interface ItemRead {
  readonly item: NewMedicalItem;
  /** What could not be read; the rules of the domain are asked afterwards (`checkItem`). */
  readonly problems: readonly ItemProblem[];
}

/** Reads an item, over the one that is there (`base`) when it is edited. */
export function readItem(kind: MedicalKind, texts: ItemTexts, base: NewMedicalItem | null = null): ItemRead {
  const reader = new Reader();
  for (const [name, only] of Object.entries(ONLY) as [keyof ItemTexts, MedicalKind][]) {
    if (only !== kind && texts[name] !== undefined)
      reader.wrong(FIELD_OF[name] ?? (name as ItemField), "medical.not_of_kind", "Cette sorte d'élément n'a pas ce champ.");
  }
  const label = reader.line(texts.label, base?.label ?? null) ?? "";
  const until = reader.read("until", texts.until, base?.until ?? null, parsePartialDate);
  const common = {
    label,
    code: codeOf(reader, kind, texts.code, base, label),
    since: reader.read("since", texts.since, base?.since ?? null, parsePartialDate),
    until,
    // A date of end says that it is over.
    closed: texts.closed ?? (until !== null || (base?.closed ?? false)),
    note: texts.note === undefined ? (base?.note ?? null) : noteOf(texts.note),
  };
  return { item: withOwn(reader, kind, common, texts, base), problems: reader.problems };
}

type Common = Omit<Extract<NewMedicalItem, { kind: "problem" }>, "kind">;

function withOwn(
  reader: Reader,
  kind: MedicalKind,
  common: Common,
  texts: ItemTexts,
  base: NewMedicalItem | null,
): NewMedicalItem {
  switch (kind) {
    case "family": {
      const relative = reader.word("relative", texts.relative, RELATIVES, base?.kind === kind ? base.relative : null);
      return { ...common, kind, relative: relative ?? "other" };
    }
    case "habit": {
      const habit = reader.word("habit", texts.habit, HABITS, base?.kind === kind ? base.habit : null) ?? "other";
      const before = base?.kind === kind ? base.quantity : null;
      const unit = habit === "tobacco" ? TOBACCO_UNIT : null;
      return { ...common, kind, habit, quantity: reader.quantity("quantity", texts.quantity, before, unit) };
    }
    case "allergy": {
      const allergen = reader.word("allergen", texts.allergen, ALLERGENS, base?.kind === kind ? base.allergen : null);
      const reaction = reader.line(texts.reaction, base?.kind === kind ? base.reaction : null);
      return { ...common, kind, allergen: allergen ?? (common.code === null ? "other" : "drug"), reaction };
    }
    case "treatment":
      return { ...common, kind, ...treatmentOf(reader, texts, base?.kind === kind ? base : null) };
    default:
      return { ...common, kind };
  }
}

/** The unit of tobacco in a VSM (cda.md §3), read as paquets-année. */
const TOBACCO_UNIT = "{pack}/a";

function treatmentOf(reader: Reader, texts: ItemTexts, base: Treatment | null) {
  const reason = reader.line(texts.reason, base?.reason ?? null);
  return {
    cip13: reader.read("cip13", texts.cip13, base?.cip13 ?? null, parseCip13),
    dosage: reader.line(texts.dosage, base?.dosage ?? null),
    schedule: scheduleOf(reader, texts, base),
    route: routeOf(reader, texts.route, base),
    reason: reason === null ? null : reason.toUpperCase(),
  };
}

function codeOf(reader: Reader, kind: MedicalKind, text: string | undefined, base: NewMedicalItem | null, label: string) {
  const code = reader.read("code", text, base?.code?.code ?? null, (typed) => parseCodeOf(kind, typed));
  const system = SYSTEM_OF[kind];
  if (code === null || system === null) return null;
  // No nomenclature is in the program: a code is told by the words of who entered it.
  return base?.code?.code === code ? base.code : { code, system, label };
}

const EVERY = /^(.+?)\s*(h|j)?$/;

function scheduleOf(reader: Reader, { dose, every }: ItemTexts, base: Treatment | null): Treatment["schedule"] {
  if (dose === undefined && every === undefined) return base?.schedule ?? null;
  if (dose === "" || every === "") return null;
  const kept = base?.schedule ?? null;
  const doses = dose === undefined ? kept?.dose : parseAmount(dose);
  const everyHours = every === undefined ? kept?.everyHours : hoursOf(every);
  if (doses != null && everyHours != null) return { dose: doses, everyHours };
  reader.wrong("schedule", "medical.schedule", doses === null ? WRONG_DOSE : WRONG_SCHEDULE);
  return kept;
}

const WRONG_DOSE =
  "La dose d'une prise s'écrit 1, 0,5, 1/2, 1-2, 500 mg ou 1000 UI (1/4, 1/2 et 3/4 seuls, milliers sans espace) ; « 1-1-1 » et le reste s'écrivent dans la posologie.";
const WRONG_SCHEDULE = "Une prise structurée se donne entière : la dose (1, 1/2, 1-2, 500 mg) et l'intervalle (12h, 1j).";

function hoursOf(every: string): number | null {
  const [, number = "", scale] = EVERY.exec(every.trim()) ?? [];
  const value = parseNumber(number);
  return value === null ? null : value * (scale === "j" ? 24 : 1);
}

function routeOf(reader: Reader, text: string | undefined, base: Treatment | null): Treatment["route"] {
  if (text === undefined) return base?.route ?? null;
  if (text === "") return null;
  const key = keyOf(text)
    .replaceAll("_", "-")
    .replace(/^voie-/, "");
  const found = Object.entries(ROUTES).find(([word, { code }]) => word === key || code === key);
  if (found !== undefined) return { code: found[1].code, system: EDQM, label: found[1].label };
  reader.wrong("route", "medical.route", `La voie n'est pas reconnue : ${Object.keys(ROUTES).join(", ")}.`);
  return base?.route ?? null;
}

function noteOf(text: string): string | null {
  const lines = text.replaceAll(/\r\n?/g, "\n").split("\n").map(plainLine);
  return lines.join("\n").trim() || null;
}

class Reader {
  readonly problems: ItemProblem[] = [];

  wrong(field: ItemField, code: string, message: string): void {
    this.problems.push({ field, code, message });
  }

  line(text: string | undefined, before: string | null): string | null {
    return text === undefined ? before : plainLine(text) || null;
  }

  read(field: ItemField, text: string | undefined, before: string | null, parse: (text: string) => Check<string>): string | null {
    if (text === undefined) return before;
    if (text.trim() === "") return null;
    const read = parse(text);
    if (read.ok) return read.value;
    this.wrong(field, read.code, read.message);
    return before;
  }

  word<T extends string>(
    field: ItemField,
    text: string | undefined,
    words: Readonly<Record<T, string>>,
    before: T | null,
  ): T | null {
    if (text === undefined || text === "") return before;
    const found = readWord(words, text);
    if (found === null) this.wrong(field, "medical.word", `Valeurs possibles : ${Object.values(words).join(", ")}.`);
    return found ?? before;
  }

  quantity<T>(
    field: ItemField,
    text: string | undefined,
    before: T | null,
    unit: string | null,
  ): T | null | { value: number; unit: string } {
    if (text === undefined) return before;
    if (text.trim() === "") return null;
    const amount = parseAmount(text);
    const chosen = amount?.unit ?? unit;
    if (amount !== null && amount.low === amount.high && chosen !== null) return { value: amount.low, unit: chosen };
    this.wrong(
      field,
      "medical.quantity",
      "Une quantité est un seul nombre (3, 0,5, 1/2) avec son unité : 3 verres/j (tabac : 20 suffit, en paquets-année).",
    );
    return before;
  }
}
