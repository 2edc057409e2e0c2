import { parseBirthDate } from "./birth-date.js";
import type { IsoDate } from "./types.js";

/** A patient as a practice wrote it: raw texts, any of them absent. Named like the fields of `Patient`. */
export interface PreflightInput {
  readonly birthName?: string | undefined;
  /** `JEAN PIERRE` or `JEAN, PIERRE`. */
  readonly birthGivenNames?: string | undefined;
  readonly firstBirthGivenName?: string | undefined;
  readonly usedName?: string | undefined;
  readonly usedGivenName?: string | undefined;
  readonly birthDate?: string | undefined;
  /** A stored date that already follows an RNIV rule. */
  readonly birthDateInterpreted?: boolean | undefined;
  readonly sex?: string | undefined;
  readonly birthPlace?: string | undefined;
  readonly matricule?: string | undefined;
  readonly oid?: string | undefined;
  readonly douteuse?: boolean | undefined;
  readonly fictive?: boolean | undefined;
}

/** One thing to know before calling. */
export interface Finding {
  readonly field: keyof PreflightInput;
  /** Stable, dotted: `birth_name.stated`. */
  readonly code: string;
  /** French, without patient data. */
  readonly message: string;
  /** Value to write in `field`, when one can be told. */
  readonly proposal?: string;
  readonly certainty: "sure" | "likely";
  /** `blocking`: no call will be made; `risk`: the call will probably answer 01 or need a person; `info`: corrected on its own. */
  readonly level: "blocking" | "risk" | "info";
  /** Requirement id, when a rule says so. */
  readonly rule?: string;
}

export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}

/** Whole years at `today`; null when the birth date cannot be read. */
export function ageOf(birthDate: string | undefined, today: IsoDate): number | null {
  const read = parseBirthDate(birthDate ?? "", { today });
  if (!read.ok) return null;
  const born = read.value.date;
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) < born.slice(5) ? years - 1 : years;
}
