import type { TabularRecord } from "../../documents/tabular/record.js";
import { checkItem } from "../../domain/medical/check.js";
import { foldLabel } from "../../domain/medical/fold.js";
import type { MedicalKind, MedicalRecord, NewMedicalItem } from "../../domain/medical/medical.js";
import type { Patient } from "../../domain/patient.js";
import { parseYesNo } from "../patients/values.js";
import { cell, columnOfField, type MedicalColumn, textsOf } from "./columns.js";
import { KINDS_TOLD, readKind } from "./kinds.js";
import { readItem } from "./read-item.js";

/** Why a line is not taken. Never holds what the line says. */
export interface LineProblem {
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

/** What one line of a file asks for. */
export type LineRead =
  | { readonly kind: "item"; readonly item: NewMedicalItem; readonly reason: string | null }
  | { readonly kind: "none"; readonly of: MedicalKind }
  | { readonly kind: "refused"; readonly problems: readonly LineProblem[] };

/** Reads a line about a patient. @param today day of the practice */
export function readLine({ values }: TabularRecord, patient: Patient, today: string): LineRead {
  const typed = cell(values, "sorte");
  const kind = typed === null ? null : readKind(typed);
  if (kind === null) {
    const message = typed === null ? "La sorte manque." : `Cette sorte d'élément médical n'existe pas. ${KINDS_TOLD}`;
    return refusedLine("sorte", "medical.kind", message);
  }
  const [none, closed] = [yesNo(values, "aucun_connu"), yesNo(values, "ferme")];
  if (none === null) return refusedLine("aucun_connu", "value.yes_no", "Il faut oui ou non.");
  if (closed === null) return refusedLine("ferme", "value.yes_no", "Il faut oui ou non.");
  if (none) {
    if (cell(values, "libelle") === null) return { kind: "none", of: kind.kind };
    return refusedLine(
      "aucun_connu",
      "medical.none_and_label",
      "Une ligne dit « aucun connu » ou donne un libellé, pas les deux.",
    );
  }
  const texts = textsOf(values);
  const { item, problems } = readItem(kind.kind, closed || kind.closed ? { ...texts, closed: true } : texts);
  const reason = cell(values, "motif");
  const all = [...problems, ...checkItem(item, { today, birthDate: patient.identity.traits.birthDate })];
  if (all.length > 0) {
    return {
      kind: "refused",
      problems: all.map(({ field, code, message }) => ({ column: columnOfField(field), code, message })),
    };
  }
  if (reason !== null && item.kind !== "treatment")
    return refusedLine("motif", "medical.not_of_kind", "Cette sorte d'élément n'a pas ce champ.");
  return { kind: "item", item, reason };
}

export function refusedLine(column: MedicalColumn | null, code: string, message: string): LineRead & { kind: "refused" } {
  return { kind: "refused", problems: [{ column, code, message }] };
}

/** The problem of the record that a file names by its id, its code or its words; null: none. */
export function reasonOf({ items }: MedicalRecord, text: string): string | null {
  const wanted = foldLabel(text);
  const code = text.trim().toUpperCase();
  const problems = items.filter(({ kind }) => kind === "problem");
  const found =
    problems.find(({ id }) => id === code) ??
    problems.find((item) => item.code?.code === code) ??
    problems.find(({ label }) => foldLabel(label) === wanted);
  return found?.id ?? null;
}

function yesNo(values: readonly (string | null)[], column: MedicalColumn): boolean | null {
  const text = cell(values, column);
  if (text === null) return false;
  const read = parseYesNo(text);
  return read.ok ? read.value : null;
}
