import { ALLERGENS, HABITS, quantityWords, RELATIVES, scheduleWords } from "../../documents/vsm/words.js";
import type { MedicalItem, NewMedicalItem } from "../../domain/medical/medical.js";
import { KIND_WORDS } from "./kinds.js";

/** The section under which a person reads an item: a closed problem is an antécédent, what else is closed is apart. */
export function sectionOf({ kind, closed }: NewMedicalItem): string {
  if (!closed) return KIND_WORDS[kind].section;
  return kind === "problem" ? "Antécédents médicaux" : `${KIND_WORDS[kind].section} ${KIND_WORDS[kind].closed}`;
}

/** What the kind adds to the label, in one line; empty when nothing does. */
export function detailWords(item: NewMedicalItem): string {
  switch (item.kind) {
    case "allergy":
      return joined(ALLERGENS[item.allergen], item.reaction);
    case "habit":
      return joined(HABITS[item.habit], item.quantity === null ? null : quantityWords(item.quantity));
    case "family":
      return RELATIVES[item.relative];
    case "treatment":
      return joined(
        item.dosage ?? (item.schedule === null ? null : scheduleWords(item.schedule)),
        item.route?.label ?? null,
        item.reason === null ? null : `pour ${item.reason}`,
      );
    default:
      return "";
  }
}

/** The open items of a record, section by section, then antécédents; with `all`, what is closed after them. */
export function inReadingOrder(items: readonly MedicalItem[], all: boolean): readonly MedicalItem[] {
  const open = items.filter(({ closed }) => !closed);
  const past = items.filter(({ kind, closed }) => closed && kind === "problem");
  const closed = items.filter((item) => item.closed && item.kind !== "problem");
  return [...open, ...past, ...(all ? closed : [])];
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter(Boolean).join(", ");
}
