/**
 * How long each class of lines is kept. No single text says it (product.md §6): the default is the longest that applies, each
 * cabinet may choose otherwise (`journal.retention.<class>`), and nothing goes without `journal purge`, which is itself told.
 */
export type RetentionClass = "identity" | "access" | "session" | "administration" | "exchange";

export interface RetentionRule {
  /** French, for people. */
  readonly label: string;
  /** As `journal.retention.<class>` takes it. */
  readonly default: string;
  /** Where the default comes from. */
  readonly source: string;
  /** Counted from the last time anything happened about the patient, not from the line: the history of a patient is kept whole. */
  readonly sincePatientLastSeen: boolean;
}

export const RETENTION: Readonly<Record<RetentionClass, RetentionRule>> = {
  identity: {
    label: "identités, appels INSi et lots",
    default: "20 ans",
    source: "dossier médical : 5 ans en base active puis 15 ans d'archives après le dernier contact (référentiel CNIL, 2020)",
    sincePatientLastSeen: true,
  },
  access: {
    label: "accès aux INS",
    default: "20 ans",
    source: "autant que le dossier (projet de référentiel CNIL sur le dossier patient informatisé)",
    sincePatientLastSeen: false,
  },
  session: {
    label: "connexions et refus",
    default: "36 mois",
    source: "journalisation : 6 à 12 mois, 36 si c'est justifié (recommandation CNIL)",
    sincePatientLastSeen: false,
  },
  administration: {
    label: "utilisateurs, sauvegardes et exports du journal",
    default: "10 ans",
    source: "choix du logiciel : autant que les échanges",
    sincePatientLastSeen: false,
  },
  exchange: {
    label: "documents et messages",
    default: "10 ans",
    source: "opérateurs MSSanté : 10 ans",
    sincePatientLastSeen: false,
  },
};

export const CLASSES = Object.keys(RETENTION) as readonly RetentionClass[];

/** `20 ans`, `36 mois` → months; null for anything else, or for less than the six months that every text asks for. */
export function parsePeriod(text: string): number | null {
  const [, count = "", unit = ""] = /^([1-9]\d{0,3})\s*(mois|ans?)$/.exec(text.trim()) ?? [];
  const months = Number(count) * (unit === "mois" ? 1 : 12);
  return months >= SHORTEST_MONTHS && months <= LONGEST_MONTHS ? months : null;
}

/** CSP, « six mois glissants ». */
const SHORTEST_MONTHS = 6;
const LONGEST_MONTHS = 1200;

/** The same instant of the day, so many months before; the last day of a shorter month. */
export function monthsBefore(now: Date, months: number): Date {
  const then = new Date(now);
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(now.getUTCDate(), lastDay));
  return then;
}
