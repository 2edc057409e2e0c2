import type { Identity, IsoDate, IsoInstant } from "./identity/types.js";

/** Consent of the patient for one use. `none`: nothing recorded, which is not an opposition (default, DMP/UX.06). */
export type Consent = "none" | "given" | "opposed";

/** Uses for which a consent or an opposition is recorded (DMP/CONF.06, DMP/CONF.09, MSS/va1.20, MSS/va1.22). */
export interface Consents {
  readonly dmpFeed: Consent;
  readonly dmpRead: Consent;
  readonly mssProfessionals: Consent;
  readonly mssPatient: Consent;
}
export type ConsentUse = keyof Consents;

/** A réunion de concertation pluriprofessionnelle concerning the patient. */
export interface RcpDate {
  readonly date: IsoDate;
  readonly done: boolean;
}

/** Last result of INSi for this patient: a CR code, `KO` after a verification, or `error`. Null: never called. */
export type InsiOutcome = "00" | "01" | "02" | "KO" | "error";

export interface Contact {
  readonly address: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

/** A patient before it has an id: what creation and import produce. */
export interface NewPatient {
  /** The practice's own file number (`dossier`); unique when present. */
  readonly fileNumber: string | null;
  readonly identity: Identity;
  readonly usedName: string | null;
  readonly usedGivenName: string | null;
  /** The birth date follows an RNIV interpretation rule (unknown day or month). */
  readonly birthDateInterpreted: boolean;
  /** Birth date for billing (may be lunar, hence not always a calendar date). */
  readonly billingBirthDate: string | null;
  readonly contact: Contact;
  readonly medecinTraitant: string | null;
  readonly ald: boolean;
  /** CIM-10 codes of chronic diagnoses. */
  readonly diagnoses: readonly string[];
  readonly lastSeen: IsoDate | null;
  readonly lastVsm: IsoDate | null;
  readonly rcp: readonly RcpDate[];
  readonly consents: Consents;
  readonly lastInsi: { readonly outcome: InsiOutcome; readonly at: IsoInstant } | null;
}

/** A patient of the cabinet. */
export interface Patient extends NewPatient {
  /** Opaque and stable, shown to users: `P42`. */
  readonly id: string;
  /** Grows by one at each write; a write names the version it read (two processes at once). */
  readonly version: number;
  readonly createdAt: IsoInstant;
  readonly updatedAt: IsoInstant;
}

/** One row of a listing: enough for the columns of the source product, nothing medical. */
export interface PatientSummary {
  readonly id: string;
  readonly fileNumber: string | null;
  readonly usedName: string | null;
  readonly usedGivenName: string | null;
  readonly birthName: string;
  readonly firstBirthGivenName: string;
  readonly birthGivenNames: readonly string[];
  readonly birthDate: IsoDate;
  readonly sex: string;
  readonly matricule: string | null;
  readonly oid: string | null;
  readonly status: Identity["status"];
}
