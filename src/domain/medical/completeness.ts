import type { MedicalItem, MedicalKind, MedicalRecord } from "./medical.js";

/** What of a patient, beside the record, a summary needs. */
export interface RecordFacts {
  readonly medecinTraitant: string | null;
}

/** One thing that a complete record has. */
export type Criterion =
  | MedicalKind
  | "coded" // open problems that have a CIM-10 code
  | "dated" // open problems whose onset is known
  | "dosage" // long-term treatments whose dosage is told
  | "tobacco"
  | "medecin_traitant";

export interface Weight {
  readonly criterion: Criterion;
  /** Points, of 100 in all. */
  readonly points: number;
  /** French: what is missing when it is. */
  readonly missing: string;
}

/**
 * What a summary is judged by: the sections of the VSM (cda.md §3; a section is told when it has an item or when « aucun connu » was
 * stated), then what makes them of use to a reader. The weights are this project's own: no text gives any; the share of coded problems
 * follows the French pay for performance (product.md §5: 70 % of problems coded).
 */
export const WEIGHTS: readonly Weight[] = [
  { criterion: "problem", points: 20, missing: "aucun problème de santé n'est renseigné" },
  { criterion: "allergy", points: 18, missing: "les allergies ne sont pas renseignées (ni « aucune connue »)" },
  { criterion: "treatment", points: 17, missing: "les traitements au long cours ne sont pas renseignés" },
  { criterion: "coded", points: 10, missing: "des problèmes n'ont pas de code CIM-10" },
  { criterion: "surgery", points: 7, missing: "les antécédents chirurgicaux ne sont pas renseignés" },
  { criterion: "tobacco", points: 6, missing: "le tabac n'est pas renseigné" },
  { criterion: "family", points: 5, missing: "les antécédents familiaux ne sont pas renseignés" },
  { criterion: "medecin_traitant", points: 5, missing: "le médecin traitant n'est pas nommé" },
  { criterion: "dosage", points: 5, missing: "des traitements n'ont pas de posologie" },
  { criterion: "dated", points: 3, missing: "des problèmes n'ont pas de date de début" },
  { criterion: "occupation", points: 2, missing: "les risques professionnels ne sont pas renseignés" },
  { criterion: "attention", points: 2, missing: "les points de vigilance ne sont pas renseignés" },
];

export interface Missing {
  readonly criterion: Criterion;
  readonly points: number;
  readonly why: string;
  /** Ids of the items that lack it; empty when it is the section that does. */
  readonly items: readonly string[];
}

export interface Completeness {
  /** 0 to 100. */
  readonly score: number;
  /** What is missing, the heaviest first. */
  readonly missing: readonly Missing[];
}

/** How much of what a summary needs is there, and what is not. */
export function completeness(record: MedicalRecord, facts: RecordFacts, weights: readonly Weight[] = WEIGHTS): Completeness {
  let got = 0;
  let all = 0;
  const missing: Completeness["missing"][number][] = [];
  for (const { criterion, points, missing: why } of weights) {
    const share = shareOf(criterion, record, facts);
    if (share === null) continue;
    all += points;
    got += points * share;
    if (share < 1) missing.push({ criterion, points: round(points * (1 - share)), why, items: lacking(criterion, record) });
  }
  missing.sort((a, b) => b.points - a.points);
  return { score: all === 0 ? 100 : Math.round((got / all) * 100), missing };
}

/** 0 to 1: the share of a criterion that is met; null: there is nothing to judge, and it does not count. */
function shareOf(criterion: Criterion, record: MedicalRecord, { medecinTraitant }: RecordFacts): number | null {
  const open = (kind: MedicalKind) => record.items.filter((item) => item.kind === kind && !item.closed);
  switch (criterion) {
    case "medecin_traitant":
      return medecinTraitant === null ? 0 : 1;
    case "tobacco": {
      const told = open("habit").some((item) => item.kind === "habit" && item.habit === "tobacco");
      return told || record.noneKnown.habit === true ? 1 : 0;
    }
    case "coded":
    case "dated":
    case "dosage": {
      const items = open(criterion === "dosage" ? "treatment" : "problem");
      return items.length === 0 ? null : 1 - lacking(criterion, record).length / items.length;
    }
    case "problem":
      // A problem that ended tells of the past: the section says something.
      return record.noneKnown.problem === true || record.items.some(({ kind }) => kind === "problem") ? 1 : 0;
    default:
      return record.noneKnown[criterion] === true || open(criterion).length > 0 ? 1 : 0;
  }
}

/** The open items that lack what a criterion asks of each; that a section is empty is judged by its own. */
function lacking(criterion: Criterion, { items }: MedicalRecord): readonly string[] {
  const lacks = (item: MedicalItem): boolean => {
    if (criterion === "coded") return item.kind === "problem" && item.code === null;
    if (criterion === "dated") return item.kind === "problem" && item.since === null;
    return criterion === "dosage" && item.kind === "treatment" && item.dosage === null && item.schedule === null;
  };
  return items.filter((item) => !item.closed && lacks(item)).map(({ id }) => id);
}

function round(points: number): number {
  return Math.round(points * 10) / 10;
}
