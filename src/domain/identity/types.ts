/** Calendar date as `YYYY-MM-DD`. Partial dates never reach the domain: see `birth-date.ts`. */
export type IsoDate = string;
/** Instant as ISO 8601 UTC, `2026-11-23T01:34:49.123Z`. */
export type IsoInstant = string;

/** Sex of the strict traits. `I` (indéterminé) exists locally (RNIV) but can never be sent to INSi (EF_INS25_04). */
export type Sex = "M" | "F" | "I";

/** RNIV identity statuses (INS/va1.45, .40, .43, .54). */
export type IdentityStatus = "provisoire" | "recuperee" | "validee" | "qualifiee";
export const IDENTITY_STATUSES: readonly IdentityStatus[] = ["provisoire", "recuperee", "validee", "qualifiee"];

/** The strict traits of RNIV: with matricule and OID they make the INS identity. Names are normalised (A-Z, space, ' and -). */
export interface StrictTraits {
  readonly birthName: string;
  /** Birth given names in civil order; a compound name (`PIERRE-ALAIN`) is one entry. May be empty when only the first is known. */
  readonly birthGivenNames: readonly string[];
  readonly firstBirthGivenName: string;
  readonly birthDate: IsoDate;
  readonly sex: Sex;
  /** COG of the birth commune (5 characters), `99xxx` abroad, `99999` unknown. */
  readonly birthPlace: string;
}

/** A matricule INS never travels without its OID. */
export interface Ins {
  /** 15 characters: 13 (NIR or NIA) + key. */
  readonly matricule: string;
  readonly oid: string;
}

/** One former INS, kept exactly as INSi returned it (it may equal the active one, or have inverted dates). */
export interface InsHistoryEntry {
  /** 13 characters as returned. */
  readonly number: string;
  readonly key: string | null;
  readonly oid: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** RNIV attributes. `douteuse` and `homonyme` may go together; `fictive` goes with nothing (EXI ID 24, 26). */
export interface Attributes {
  readonly homonyme: boolean;
  readonly douteuse: boolean;
  readonly fictive: boolean;
}
export type Attribute = keyof Attributes;

/** The identity document that was seen, by whom and when. Never a copy of it. */
export interface IdentityProof {
  /** Code of the proof table (`proofs.ts`): `CN`, `PA`, `CS`… */
  readonly type: string;
  readonly checkedOn: IsoDate;
  /** Who checked it: a user's label or RPPS. */
  readonly checkedBy: string;
}

/** All that the status machine reads and writes. */
export interface Identity {
  readonly traits: StrictTraits;
  readonly status: IdentityStatus;
  readonly ins: Ins | null;
  readonly insHistory: readonly InsHistoryEntry[];
  readonly attributes: Attributes;
  readonly proof: IdentityProof | null;
}
