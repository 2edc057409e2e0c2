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

function mayBeSameDay(a: NewMedicalItem, b: NewMedicalItem): boolean {
  if (a.since === null || b.since === null) return true;
  return firstDay(a.since) <= lastDay(b.since) && firstDay(b.since) <= lastDay(a.since);
}
