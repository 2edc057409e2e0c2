import type { Code } from "../document/code.js";
import type { IsoInstant } from "../identity/types.js";

/**
 * What of a patient's medical record a summary tells (VSM, cda.md §3; DOC/va1.14), item by item. `problem` is a current problem while it is
 * open and an antécédent once it is closed; `treatment` is a long-term treatment.
 */
export const MEDICAL_KINDS = [
  "problem",
  "surgery",
  "allergy",
  "habit",
  "occupation",
  "family",
  "attention",
  "treatment",
] as const;
export type MedicalKind = (typeof MEDICAL_KINDS)[number];

/** `2019`, `2019-04` or `2019-04-12`: a record rarely knows the day. */
export type PartialDate = string;

/** Nomenclatures of medical data (cda.md §3). */
export const MEDICAL_SYSTEMS = {
  cim10: "2.16.840.1.113883.6.3",
  ccam: "1.2.250.1.215.300.1",
  cis: "1.2.250.1.213.2.3.1",
  cip13: "1.2.250.1.213.2.3.2",
  snomed: "2.16.840.1.113883.6.96",
  loinc: "2.16.840.1.113883.6.1",
} as const;

interface Common {
  /** What a person reads: `Diabète de type 2`, `Amoxicilline`, `Tabac : 20 paquets-années`. Never empty, one line. */
  readonly label: string;
  /** CIM-10 of a problem or of a relative's, CCAM of a surgery, CIS of a treatment or of the drug of an allergy; null: words only. */
  readonly code: Code | null;
  /** Onset, date of the act, start of a treatment. */
  readonly since: PartialDate | null;
  /** Resolution, stop. Null while it lasts; always null for what has no duration. */
  readonly until: PartialDate | null;
  /** Closed by a person: out of the current lists. A problem that is closed becomes an antécédent; the rest leaves the summary. */
  readonly closed: boolean;
  /** Free words of the practice; leaves the practice with the summary only where the section has words, and an export only when asked. */
  readonly note: string | null;
}

export interface Problem extends Common {
  readonly kind: "problem";
}
export interface Surgery extends Common {
  readonly kind: "surgery";
}
export interface Allergy extends Common {
  readonly kind: "allergy";
  /** To what: drives the SNOMED CT code of the observation. */
  readonly allergen: "drug" | "food" | "other";
  readonly reaction: string | null;
}
export interface Habit extends Common {
  readonly kind: "habit";
  readonly habit: "tobacco" | "alcohol" | "drugs" | "activity" | "diet" | "other";
  /** Tobacco in packs a year (`{pack}/a`), the rest in their unit; null: words only. */
  readonly quantity: { readonly value: number; readonly unit: string } | null;
}
/** Professional risk: words. */
export interface Occupation extends Common {
  readonly kind: "occupation";
}
export interface FamilyHistory extends Common {
  readonly kind: "family";
  readonly relative: "mother" | "father" | "sibling" | "child" | "grandparent" | "other";
}
/** Point de vigilance: words. */
export interface Attention extends Common {
  readonly kind: "attention";
}
export interface Treatment extends Common {
  readonly kind: "treatment";
  /** CIP13 of the box, when it is known. */
  readonly cip13: string | null;
  /** `1 comprimé matin et soir`, as prescribed: always told in words. */
  readonly dosage: string | null;
  /** What of the dosage is structured, for the coded entry; null: words only. */
  readonly schedule: {
    readonly dose: { readonly low: number; readonly high: number; readonly unit: string | null };
    /** Hours between two takings. */
    readonly everyHours: number;
  } | null;
  /** EDQM code of the route, or null. */
  readonly route: Code | null;
  /** Id (`S3`) of the problem that it treats, or null. */
  readonly reason: string | null;
}

export type NewMedicalItem = Problem | Surgery | Allergy | Habit | Occupation | FamilyHistory | Attention | Treatment;

/** Where an item comes from: typed here, a file, or a VSM that was received and confirmed by a person. */
export interface MedicalSource {
  readonly from: "entered" | "file" | "vsm";
  /** Id (`D12`) of the VSM. */
  readonly document: string | null;
}

/** An item of a patient's record. */
export type MedicalItem = NewMedicalItem & {
  /** `S12` */
  readonly id: string;
  readonly patientId: string;
  readonly source: MedicalSource;
  /** Grows at each write. */
  readonly rowVersion: number;
  readonly createdAt: IsoInstant;
  readonly createdBy: string;
  readonly updatedAt: IsoInstant;
};

/**
 * What the practice has answered of a section that is empty: « aucune allergie connue » is another statement than nothing at all, and a
 * summary must not say the first for the second.
 */
export type NoneKnown = Readonly<Partial<Record<MedicalKind, boolean>>>;

/** All that a summary of a patient is made of. */
export interface MedicalRecord {
  /** By kind, then by age, oldest first; closed ones included. */
  readonly items: readonly MedicalItem[];
  readonly noneKnown: NoneKnown;
}
