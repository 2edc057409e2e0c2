import type { InsHistoryEntry } from "../identity/types.js";

/** The traits of the answer, exactly as received (checks and comparison are the domain's work). */
export interface ReturnedTraits {
  readonly birthName: string;
  /** `ListePrenom` (insi.md §1.9), falling back on `Prenom` with a warning. */
  readonly givenNames: string;
  readonly sex: string;
  readonly birthDate: string;
  /** May be empty. */
  readonly birthPlace: string;
}

export interface InsiIndividual {
  readonly number: string;
  readonly key: string | null;
  readonly oid: string;
  readonly history: readonly InsHistoryEntry[];
  readonly traits: ReturnedTraits;
}

/** CodeCR 00 (one), 01 (none), 02 (several); an unknown code passes through as it is. */
export interface InsiAnswer {
  readonly code: string;
  readonly label: string;
  readonly individual: InsiIndividual | null;
  /** Deviations met while reading, in French, without patient data. */
  readonly warnings: readonly string[];
}
