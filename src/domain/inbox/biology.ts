/** `undetermined`: there is no structure to read (N1, PDF alone), or no table knows a code of it; never taken for « no ». */
export type Told = "yes" | "no" | "undetermined";

/** The three alerts of a biology report (cda.md §4). */
export interface BiologyAlerts {
  /** BIO/va1.01: a result whose interpretation is AA, HH or LL. */
  readonly urgent: Told;
  /** BIO/va1.06: a result outside the interval that came with it, or that the laboratory says to be. */
  readonly outside: Told;
  /** BIO/va1.05: a comment, general or on an analysis, or an interpretation (N apart) that the other two do not tell. */
  readonly comment: Told;
}

/** A bound of a reference interval, or of a result that is known by its bounds (« < 1,0 »). */
export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

export interface Quantity {
  /** As written by the laboratory (`1,0` stays what it is). */
  readonly text: string;
  readonly value: number | null;
  readonly low: Bound | null;
  readonly high: Bound | null;
  /** UCUM, or null. */
  readonly unit: string | null;
}

/** One result of a biology report, in the order of the document. */
export interface BiologyResult {
  /** Titles of the sections, batteries and isolates that it is in, outermost first. */
  readonly path: readonly string[];
  /** LOINC or a local code; null when it has none. */
  readonly code: string | null;
  readonly label: string;
  /** Quantities first with the unit of the value, then its translations (BIO/va1.03); empty for words. */
  readonly quantities: readonly Quantity[];
  /** A result in words or in a code (« Négatif »); null for quantities. */
  readonly words: string | null;
  /** Codes of 2.16.840.1.113883.5.83 as the laboratory gave them (AA, HH, H, N, S, R…). */
  readonly interpretations: readonly string[];
  /** Reference intervals: with bounds in each unit, or as a text. */
  readonly intervals: readonly {
    readonly low: Bound | null;
    readonly high: Bound | null;
    readonly unit: string | null;
    readonly text: string | null;
  }[];
  /** Earlier results (REFR), newest first as given. */
  readonly previous: readonly { readonly at: string | null; readonly text: string; readonly unit: string | null }[];
  readonly comments: readonly string[];
  /** Out by the numbers: true, false, or null when they cannot be compared (no interval, other units). */
  readonly outsideInterval: boolean | null;
  /** The flag of the laboratory and the numbers disagree: both are shown (cda.md §4). */
  readonly conflict: boolean;
  /** `completed`, `active`, `aborted`… of the act that holds it. */
  readonly status: string | null;
}

export interface Biology {
  readonly alerts: BiologyAlerts;
  readonly results: readonly BiologyResult[];
  /** General comments and those of sections, with their title. */
  readonly comments: readonly { readonly title: string | null; readonly text: string }[];
  /** Active or aborted: more is to come. */
  readonly partial: boolean;
  /** Worth a person's attention in the reading itself, French, no patient data. */
  readonly warnings: readonly string[];
}

export const NO_ALERTS: BiologyAlerts = { urgent: "no", outside: "no", comment: "no" };
export const UNDETERMINED: BiologyAlerts = { urgent: "undetermined", outside: "undetermined", comment: "undetermined" };
