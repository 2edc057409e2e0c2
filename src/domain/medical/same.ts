import { foldLabel } from "./fold.js";
import type { NewMedicalItem } from "./medical.js";
import { firstDay, lastDay } from "./partial-date.js";

/**
 * Whether two items tell one thing: the same kind, and the same code, else (when one of them has none) the same words but for accents,
 * case and punctuation. Two operations of one kind are two when their dates cannot be the same; two relatives are two.
 */
export function isSameThing(a: NewMedicalItem, b: NewMedicalItem): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "family" && b.kind === "family" && a.relative !== b.relative) return false;
  if (a.kind === "habit" && b.kind === "habit" && a.habit !== b.habit) return false;
  if (a.kind === "surgery" && !mayBeSameDay(a, b)) return false;
  if (a.code !== null && b.code !== null) return a.code.system === b.code.system && a.code.code === b.code.code;
  const [one, other] = [foldLabel(a.label), foldLabel(b.label)];
  // Of labels without a word, nothing is left to compare.
  return one === "" || other === "" ? a.label === b.label : one === other;
}

/** The item of a record that tells the same thing and stands as this one does: both open, or both closed at the same time. */
export function duplicateOf<T extends NewMedicalItem>(item: NewMedicalItem, items: readonly T[]): T | null {
  const same = (other: T) =>
    other.closed === item.closed && (!item.closed || other.until === item.until) && isSameThing(other, item);
  return items.find(same) ?? null;
}

/**
 * The field in which one item tells what the other, of the same thing, does not: another dose, another reaction, another quantity, or one
 * where the other has none. Null: nothing of it would be lost. Words and a structured dose are not compared with each other.
 */
export function tellsMore(item: NewMedicalItem, other: NewMedicalItem): "dosage" | "reaction" | "quantity" | null {
  if (item.kind === "treatment" && other.kind === "treatment") {
    const words = item.dosage !== null && other.dosage !== null && foldLabel(item.dosage) !== foldLabel(other.dosage);
    const doses = item.schedule !== null && other.schedule !== null && differs(item.schedule, other.schedule);
    const has = ({ dosage, schedule }: typeof item) => dosage !== null || schedule !== null;
    return words || doses || (has(item) && !has(other)) ? "dosage" : null;
  }
  if (item.kind === "allergy" && other.kind === "allergy" && item.reaction !== null)
    return foldLabel(item.reaction) === foldLabel(other.reaction ?? "") ? null : "reaction";
  if (item.kind === "habit" && other.kind === "habit" && item.quantity !== null)
    return differs(item.quantity, other.quantity) ? "quantity" : null;
  return null;
}

/** What of a record tells the same thing: all that this item tells, or (`more`: the field) not all of it. */
export function compared<T extends NewMedicalItem>(
  item: NewMedicalItem,
  items: readonly T[],
): { readonly found: T | null; readonly more: ReturnType<typeof tellsMore> } {
  const whole = duplicateOf(
    item,
    items.filter((other) => tellsMore(item, other) === null),
  );
  const found = whole ?? duplicateOf(item, items);
  return { found, more: found === null ? null : tellsMore(item, found) };
}

function differs(a: object, b: object | null): boolean {
  const sorted = (value: object | null) => JSON.stringify(value, value === null ? null : KEYS);
  return sorted(a) !== sorted(b);
}

/** Of a schedule and of a quantity, in one order. */
const KEYS = ["dose", "low", "high", "unit", "everyHours", "value"];

function mayBeSameDay(a: NewMedicalItem, b: NewMedicalItem): boolean {
  if (a.since === null || b.since === null) return true;
  return firstDay(a.since) <= lastDay(b.since) && firstDay(b.since) <= lastDay(a.since);
}
