import type { IsoDate } from "../identity/types.js";
import { plainLine } from "../message/plain-line.js";
import { isUnit, SMALLEST } from "./amount.js";
import { parseCip13, parseCodeOf, SYSTEM_OF } from "./codes.js";
import type { MedicalKind, NewMedicalItem } from "./medical.js";
import { firstDay, isPartialDate, lastDay } from "./partial-date.js";

/** Why an item is not taken. The message is a French sentence that repeats nothing of the item. */
export interface ItemProblem {
  readonly field: ItemField;
  readonly code: string;
  readonly message: string;
}
export type ItemField =
  | "kind"
  | "label"
  | "code"
  | "since"
  | "until"
  | "note"
  | "quantity"
  | "reaction"
  | "dosage"
  | "cip13"
  | "schedule"
  | "route"
  | "relative"
  | "habit"
  | "allergen"
  | "reason";

export interface CheckFacts {
  /** Day of the practice. */
  readonly today: IsoDate;
  readonly birthDate: IsoDate;
}

/** Longest label, dosage or reaction, and longest note, in characters. */
export const LONGEST_LINE = 200;
export const LONGEST_NOTE = 2000;
/** An act has a date and no end; an illness of a relative is not followed here. */
const WITHOUT_END: ReadonlySet<MedicalKind> = new Set(["surgery", "family"]);
/** What a relative had may be older than the patient. */
const BEFORE_BIRTH: ReadonlySet<MedicalKind> = new Set(["family"]);

/** Every rule that an item must meet, whoever wrote it: a person, a file, a VSM. Empty: it may be kept. */
export function checkItem(item: NewMedicalItem, facts: CheckFacts): readonly ItemProblem[] {
  const problems: ItemProblem[] = [];
  const wrong = (field: ItemField, code: string, message: string) => problems.push({ field, code, message });
  checkLine(item.label, "label", wrong, true);
  checkDates(item, facts, wrong);
  if (item.code !== null) checkCode(item, wrong);
  if (item.note !== null) checkNote(item.note, wrong);
  if (item.kind === "allergy" && item.reaction !== null) checkLine(item.reaction, "reaction", wrong);
  if (item.kind === "habit" && item.quantity !== null) checkQuantity(item.quantity, "quantity", wrong);
  if (item.kind === "treatment") {
    if (item.dosage !== null) checkLine(item.dosage, "dosage", wrong);
    if (item.cip13 !== null && !parseCip13(item.cip13).ok) wrong("cip13", "medical.cip13", "Le code CIP13 est incorrect.");
    if (item.schedule !== null) checkSchedule(item.schedule, wrong);
    if (item.reason !== null && !/^S[1-9]\d*$/.test(item.reason))
      wrong("reason", "medical.reason", "Le motif d'un traitement est l'identifiant d'un problème, comme S3.");
  }
  return problems;
}

type Wrong = (field: ItemField, code: string, message: string) => void;

/** Something that a reader sees: neither a space, nor what has no width, nor an accent of nothing. */
const SHOWS = /[^\s\p{M}\p{C}\p{Default_Ignorable_Code_Point}]/u;

function checkLine(text: string, field: ItemField, wrong: Wrong, needed = false): void {
  if (!SHOWS.test(text)) {
    if (needed || text !== "") wrong(field, "medical.empty", "Ce texte est vide.");
  } else if (plainLine(text) !== text)
    wrong(field, "medical.line", "Ce texte doit tenir sur une ligne, sans caractère de contrôle.");
  else if ([...text].length > LONGEST_LINE) wrong(field, "medical.too_long", `Ce texte dépasse ${LONGEST_LINE} caractères.`);
}

function checkDates({ kind, since, until, closed }: NewMedicalItem, { today, birthDate }: CheckFacts, wrong: Wrong): void {
  for (const [field, date] of [
    ["since", since],
    ["until", until],
  ] as const) {
    if (date === null) continue;
    if (!isPartialDate(date)) wrong(field, "date.calendar", "Cette date n'existe pas dans le calendrier.");
    else if (firstDay(date) > today) wrong(field, "date.future", "Cette date est dans le futur.");
    else if (lastDay(date) < birthDate && !BEFORE_BIRTH.has(kind))
      wrong(field, "date.before_birth", "Cette date précède la naissance du patient.");
  }
  if (until === null) return;
  if (WITHOUT_END.has(kind)) wrong("until", "medical.no_end", "Un acte ou un antécédent familial n'a pas de date de fin.");
  else if (since !== null && firstDay(since) > lastDay(until)) wrong("until", "medical.order", "La fin précède le début.");
  else if (!closed) wrong("until", "medical.ended", "Un élément qui a une date de fin est fermé.");
}

function checkCode({ kind, code }: NewMedicalItem, wrong: Wrong): void {
  if (code === null) return;
  if (code.system !== SYSTEM_OF[kind]) {
    wrong("code", "medical.system", "Ce code n'est pas de la nomenclature de cette sorte d'élément.");
    return;
  }
  const read = parseCodeOf(kind, code.code);
  if (!read.ok) wrong("code", read.code, read.message);
  else if (read.value !== code.code) wrong("code", "medical.code_form", "Ce code n'est pas écrit comme sa nomenclature l'écrit.");
  if (plainLine(code.label) !== code.label) wrong("code", "medical.line", "Le libellé du code doit tenir sur une ligne.");
}

function checkNote(note: string, wrong: Wrong): void {
  if (note.trim() === "") wrong("note", "medical.empty", "La note est vide.");
  else if ([...note].length > LONGEST_NOTE) wrong("note", "medical.too_long", `La note dépasse ${LONGEST_NOTE} caractères.`);
  else if (note.split("\n").some((line) => plainLine(line) !== line.replaceAll(/\s+/gu, " ").trim().normalize("NFC")))
    wrong("note", "medical.control", "La note contient un caractère de contrôle.");
}

const MOST = 100_000;

function checkQuantity({ value, unit }: { readonly value: number; readonly unit: string }, field: ItemField, wrong: Wrong): void {
  if (!(Number.isFinite(value) && (value === 0 || value >= SMALLEST) && value <= MOST))
    wrong(field, "medical.quantity", "Cette quantité n'est pas plausible.");
  if (!isUnit(unit))
    wrong(field, "medical.unit", "L'unité d'une quantité est un seul mot, sans nombre : mg, comprimé, verres/j.");
}

type Schedule = NonNullable<Extract<NewMedicalItem, { kind: "treatment" }>["schedule"]>;

function checkSchedule({ dose, everyHours }: Schedule, wrong: Wrong): void {
  const { low, high, unit } = dose;
  for (const value of [low, high]) checkQuantity({ value, unit: unit ?? "1" }, "schedule", wrong);
  if (low <= 0 || low > high)
    wrong("schedule", "medical.dose", "La dose est plus grande que zéro, et la plus petite ne dépasse pas la plus grande.");
  // A year at most: an annual injection is still a long-term treatment.
  if (!(Number.isFinite(everyHours) && everyHours >= 0.5 && everyHours <= 8784))
    wrong("schedule", "medical.every", "L'intervalle entre deux prises est d'une demi-heure à un an.");
}
