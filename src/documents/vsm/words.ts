import { knownWord } from "../../domain/known-word.js";
import type { Allergy, FamilyHistory, Habit, PartialDate, Treatment } from "../../domain/medical/medical.js";

/** Words of a summary, for those who read its text: in the CDA and in its PDF alike. */

export const HABITS: Readonly<Record<Habit["habit"], string>> = {
  tobacco: "Tabac",
  alcohol: "Alcool",
  drugs: "Drogues",
  activity: "Activité physique",
  diet: "Alimentation",
  other: "Autre",
};

export const RELATIVES: Readonly<Record<FamilyHistory["relative"], string>> = {
  mother: "Mère",
  father: "Père",
  sibling: "Frère ou sœur",
  child: "Enfant",
  grandparent: "Grand-parent",
  other: "Autre membre de la famille",
};

export const ALLERGENS: Readonly<Record<Allergy["allergen"], string>> = {
  drug: "Médicamenteuse",
  food: "Alimentaire",
  other: "Autre",
};

/** `12/04/2019`, `04/2019`, `2019`; empty when unknown. */
export function frenchPartial(date: PartialDate | null): string {
  return date === null ? "" : date.split("-").reverse().join("/");
}

/** A date of a text in the form of {@link frenchPartial}, or as ISO writes it; null when it is anything else. */
export function partialOf(text: string): PartialDate | null {
  const french = /^(?:(?:(\d{2})\/)?(\d{2})\/)?(\d{4})$/.exec(text.trim());
  if (french !== null) return [french[3], french[2], french[1]].filter(Boolean).join("-");
  return /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text.trim()) ? text.trim() : null;
}

/** Units that UCUM writes in braces or in English, as a French reader says them. */
const UNITS: Readonly<Record<string, string>> = {
  "{pack}/a": "paquets-année",
  "{tablet}": "comprimé(s)",
  "{tbl}": "comprimé(s)",
  "{capsule}": "gélule(s)",
  "{drop}": "goutte(s)",
  "{puff}": "bouffée(s)",
  "[IU]": "UI",
  "1": "",
};

/** `25 paquets-année`, `3 {verre}/j`. A decimal comma. */
export function quantityWords({ value, unit }: { readonly value: number; readonly unit: string | null }): string {
  return [decimal(value), unit === null ? "" : (knownWord(UNITS, unit) ?? unit)].filter(Boolean).join(" ");
}

/** `1 à 2 comprimé(s) toutes les 8 h`: what a schedule says, when the prescription has no words of its own. */
export function scheduleWords({ dose, everyHours }: NonNullable<Treatment["schedule"]>): string {
  const { low, high, unit } = dose;
  const amount = low === high ? quantityWords({ value: low, unit }) : `${decimal(low)} à ${quantityWords({ value: high, unit })}`;
  return `${amount} toutes les ${decimal(everyHours)} h`;
}

function decimal(value: number): string {
  return String(value).replace(".", ",");
}
