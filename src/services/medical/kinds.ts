import type { Allergy, FamilyHistory, Habit, MedicalKind } from "../../domain/medical/medical.js";

/** French words of each kind: the one typed, the title of its section, and the word of that title for what is closed. */
export const KIND_WORDS: Readonly<
  Record<MedicalKind, { readonly word: string; readonly section: string; readonly closed: string }>
> = {
  problem: { word: "probleme", section: "Problèmes de santé", closed: "fermés" },
  surgery: { word: "chirurgie", section: "Antécédents chirurgicaux", closed: "fermés" },
  allergy: { word: "allergie", section: "Allergies", closed: "fermées" },
  habit: { word: "habitude", section: "Habitudes et mode de vie", closed: "passés" },
  occupation: { word: "profession", section: "Risques professionnels", closed: "fermés" },
  family: { word: "familial", section: "Antécédents familiaux", closed: "fermés" },
  attention: { word: "vigilance", section: "Points de vigilance", closed: "fermés" },
  treatment: { word: "traitement", section: "Traitements au long cours", closed: "fermés" },
};

/** What people and files also write; `antecedent` is a problem that is closed. */
const OTHER_WORDS: Readonly<Record<string, MedicalKind>> = {
  pathologie: "problem",
  antecedent: "problem",
  operation: "surgery",
  intervention: "surgery",
  antecedent_chirurgical: "surgery",
  tabac: "habit",
  alcool: "habit",
  antecedent_familial: "family",
  famille: "family",
  medicament: "treatment",
};

/** What people type, in order; completion proposes them. */
export const TYPED_KINDS: readonly string[] = Object.values(KIND_WORDS)
  .map(({ word }) => word)
  .toSpliced(1, 0, "antecedent");

/** For who typed another word. */
export const KINDS_TOLD = `Sortes : ${TYPED_KINDS.join(", ")} (antecedent : un problème terminé).`;

export interface KindRead {
  readonly kind: MedicalKind;
  /** The word itself says that it is over. */
  readonly closed: boolean;
}

/** The kind that a person or a file means; null when the word is not known. */
export function readKind(text: string): KindRead | null {
  const key = keyOf(text);
  for (const [kind, { word }] of Object.entries(KIND_WORDS) as [MedicalKind, { word: string }][]) {
    if (key === kind || key === word || key === `${word}s`) return { kind, closed: false };
  }
  const kind = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
  return kind === undefined ? null : { kind, closed: key === "antecedent" };
}

/** The words of `--relative`. */
export const RELATIVES: Readonly<Record<FamilyHistory["relative"], string>> = {
  mother: "mere",
  father: "pere",
  sibling: "fratrie",
  child: "enfant",
  grandparent: "grand-parent",
  other: "autre",
};
/** The words of `--habit`. */
export const HABITS: Readonly<Record<Habit["habit"], string>> = {
  tobacco: "tabac",
  alcohol: "alcool",
  drugs: "drogues",
  activity: "activite",
  diet: "alimentation",
  other: "autre",
};
/** The words of `--allergen`. */
export const ALLERGENS: Readonly<Record<Allergy["allergen"], string>> = {
  drug: "medicament",
  food: "aliment",
  other: "autre",
};

/** The member of a closed list that a word names, in French or in English; null: none. */
export function readWord<T extends string>(words: Readonly<Record<T, string>>, text: string): T | null {
  const key = keyOf(text);
  for (const name of Object.keys(words) as T[]) if (key === name || key === keyOf(words[name])) return name;
  return null;
}

/** `Problème` → `probleme`: accents, case, hyphens and spaces do not count. */
export function keyOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .trim()
    .replaceAll(/[\s-]+/g, "_");
}
