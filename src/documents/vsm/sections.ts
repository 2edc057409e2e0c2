import type { MedicalKind } from "../../domain/medical/medical.js";

/** Leaves of a summary: what its items are put in. Problems are in two of them. */
export type Leaf = "active" | "past" | "surgery" | "allergy" | "habit" | "occupation" | "family" | "attention" | "treatment";

export interface SectionModel {
  /** In the order of the official example: CCD, IHE PCC, CI-SIS. */
  readonly templates: readonly string[];
  /** LOINC, with the label of the CI-SIS. */
  readonly code: string;
  readonly label: string;
  readonly title: string;
}

export interface LeafModel extends SectionModel {
  readonly kind: MedicalKind;
  /** Sentences of an empty section, by what it means: nothing is known to be, nobody has filled it in, it was left out. */
  readonly none: string;
}

const PCC = "1.3.6.1.4.1.19376.1.5.3.1";
const CCD = "2.16.840.1.113883.10.20.1";
const FR = "1.2.250.1.213.1.1.2";

/** Sections that hold others (cda.md §3). */
export const CONTAINERS = {
  history: {
    templates: [`${FR}.29`],
    code: "46612-8",
    label: "Conclusions de synthèse",
    title: "Pathologies en cours, antécédents, allergies et facteurs de risque",
  },
  conditions: {
    templates: [`${FR}.30`],
    code: "34117-2",
    label: "Historique et physique",
    title: "Pathologies en cours, antécédents et allergies",
  },
  risks: { templates: [`${FR}.31`], code: "57207-3", label: "Facteurs de risque", title: "Facteurs de risque" },
  plan: { templates: [`${FR}.32`], code: "18776-5", label: "Plan de traitement", title: "Traitement au long cours" },
} as const satisfies Record<string, SectionModel>;

export const LEAVES: Readonly<Record<Leaf, LeafModel>> = {
  active: {
    kind: "problem",
    templates: [`${CCD}.11`, `${PCC}.3.6`, `${FR}.132`],
    code: "11450-4",
    label: "Liste des problèmes actifs",
    title: "Pathologies en cours",
    none: "aucune connue",
  },
  past: {
    kind: "problem",
    templates: [`${PCC}.3.8`, `${FR}.134`],
    code: "11348-0",
    label: "Antécédents médicaux",
    title: "Antécédents médicaux",
    none: "aucun connu",
  },
  surgery: {
    kind: "surgery",
    templates: [`${CCD}.12`, `${PCC}.3.11`, `${PCC}.3.12`, `${FR}.136`],
    code: "47519-4",
    label: "Historique des actes",
    title: "Antécédents chirurgicaux",
    none: "aucun connu",
  },
  allergy: {
    kind: "allergy",
    templates: [`${CCD}.2`, `${PCC}.3.13`, `${FR}.137`],
    code: "48765-2",
    label: "Allergies et hypersensibilités",
    title: "Allergies et hypersensibilités",
    none: "aucune connue",
  },
  habit: {
    kind: "habit",
    templates: [`${CCD}.15`, `${PCC}.3.16`, `${PCC}.3.16.1`, `${FR}.141`],
    code: "29762-2",
    label: "Habitus, Mode de vie",
    title: "Mode de vie",
    none: "aucune habitude à risque connue",
  },
  occupation: {
    kind: "occupation",
    templates: [`${PCC}.1.5.3.1`, `${FR}.74`],
    code: "10161-8",
    label: "Facteurs de risques professionnels",
    title: "Facteurs de risque professionnels",
    none: "aucun connu",
  },
  family: {
    kind: "family",
    templates: [`${CCD}.4`, `${PCC}.3.14`, `${PCC}.3.15`, `${FR}.139`],
    code: "10157-6",
    label: "Historique des pathologies familiales",
    title: "Antécédents familiaux",
    none: "aucun connu",
  },
  attention: {
    kind: "attention",
    templates: [`${PCC}.3.27`, `${FR}.150`],
    code: "30954-2",
    label: "Résultats d'examens",
    title: "Points de vigilance",
    none: "aucun connu",
  },
  treatment: {
    kind: "treatment",
    templates: [`${CCD}.8`, `${PCC}.3.19`, `${FR}.143`],
    code: "10160-0",
    label: "Traitements",
    title: "Traitements au long cours",
    none: "aucun connu",
  },
};

/** What each container holds, in order. */
export const CONDITIONS: readonly Leaf[] = ["active", "past", "surgery", "allergy"];
export const RISKS: readonly Leaf[] = ["habit", "occupation", "family"];

/** Why a section has no item; `none_now`: nothing is known today, and the record has closed what it had. */
export type Emptiness = "none" | "none_now" | "unfilled" | "left";

const UNFILLED = "information non renseignée";
const NOW = "à ce jour ; ce que le dossier en disait auparavant a été fermé";
const LEFT = "rubrique non remplie dans cette synthèse";

/** « Allergies et hypersensibilités : aucune connue. » */
export function emptyWords(leaf: Leaf, why: Emptiness): string {
  const { title, none } = LEAVES[leaf];
  const words = { none, none_now: `${none} ${NOW}`, unfilled: UNFILLED, left: LEFT };
  return `${title} : ${words[why]}.`;
}

/** What a sentence of {@link emptyWords} says; null when it is another. */
export function emptinessOf(sentence: string): { readonly leaf: Leaf; readonly why: Emptiness } | null {
  for (const leaf of Object.keys(LEAVES) as Leaf[]) {
    for (const why of ["none", "none_now", "unfilled", "left"] as const) {
      if (sentence.trim() === emptyWords(leaf, why)) return { leaf, why };
    }
  }
  return null;
}
