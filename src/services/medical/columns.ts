import type { ColumnSpec, TabularSchema } from "../../documents/tabular/schema.js";
import type { ItemField } from "../../domain/medical/check.js";
import type { ItemTexts } from "./read-item.js";

/** Columns of a file of medical data, with the other headings that practices use (in key form). */
const ALIASES = {
  id: ["patient", "id_patient"],
  dossier: ["numero_dossier", "num_dossier", "no_dossier", "dossier_patient", "numero_patient", "ipp"],
  sorte: ["type", "kind", "categorie", "rubrique"],
  libelle: ["label", "intitule", "designation", "nom"],
  code: ["cim10", "cim_10", "code_cim10", "ccam", "code_ccam", "cis", "code_cis"],
  depuis: ["date", "date_debut", "debut", "since"],
  jusqua: ["jusqu_a", "date_fin", "fin", "until"],
  ferme: ["termine", "clos", "closed"],
  note: ["commentaire", "remarque"],
  aucun_connu: ["aucun", "aucune", "aucune_connue", "none"],
  parent: ["lien", "lien_parente", "relative"],
  habitude: ["habit"],
  quantite: ["quantity"],
  allergene: ["allergen"],
  reaction: ["manifestation"],
  cip13: ["cip", "code_cip"],
  posologie: ["dosage"],
  dose: [],
  intervalle: ["every"],
  voie: ["route", "voie_administration"],
  motif: ["indication", "reason"],
} as const satisfies Record<string, readonly string[]>;

export type MedicalColumn = keyof typeof ALIASES;

const COLUMNS: readonly ColumnSpec[] = Object.entries(ALIASES).map(([name, aliases]) => ({ name, aliases }));
const PLACES = new Map(Object.keys(ALIASES).map((name, index) => [name, index]));

export const MEDICAL_SCHEMA: TabularSchema = { columns: COLUMNS, ignored: { schema: null } };

/** The text of a column; null when it is absent or blank. */
export function cell(values: readonly (string | null)[], name: MedicalColumn): string | null {
  return values[PLACES.get(name) ?? -1] ?? null;
}

/** Which column gives each field of an item: a file never erases, a blank cell says nothing. */
const COLUMN_OF: Readonly<Record<Exclude<keyof ItemTexts, "closed">, MedicalColumn>> = {
  label: "libelle",
  code: "code",
  since: "depuis",
  until: "jusqua",
  note: "note",
  relative: "parent",
  habit: "habitude",
  quantity: "quantite",
  allergen: "allergene",
  reaction: "reaction",
  cip13: "cip13",
  dosage: "posologie",
  dose: "dose",
  every: "intervalle",
  route: "voie",
  reason: "motif",
};

/** What an item is read from, but for its reason, which a file names by words. */
export function textsOf(values: readonly (string | null)[]): ItemTexts {
  const texts: Record<string, string> = {};
  for (const [field, column] of Object.entries(COLUMN_OF)) {
    const value = cell(values, column);
    if (value !== null && field !== "reason") texts[field] = value;
  }
  return texts;
}

/** The column that a problem of an item is told by. */
export function columnOfField(field: ItemField): MedicalColumn {
  if (field === "kind") return "sorte";
  if (field === "schedule") return "dose";
  return COLUMN_OF[field];
}

/** Columns without which nothing can be imported. */
export function missingColumns(present: ReadonlySet<string>): readonly MedicalColumn[] {
  const needed: MedicalColumn[] = ["sorte", "libelle"];
  const missing = needed.filter((name) => !present.has(name));
  if (!present.has("dossier") && !present.has("id")) missing.unshift("dossier");
  return missing;
}
