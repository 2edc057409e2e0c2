import type { FilterExpression } from "../domain/filters.js";
import type { IdentityStatus, IsoDate } from "../domain/identity/types.js";
import type { InsiOutcome, NewPatient, Patient, PatientSummary } from "../domain/patient.js";
import type { NewTrace } from "./traces.port.js";

/** Which name fields a term is looked for in; `any` is the one search box (antériorité, rule 17, INS/va1.02, .25, .41). */
export type NameField = "any" | "usedName" | "usedGivenName" | "birthName" | "birthGivenName" | "name" | "givenName";

/** A search already understood (`domain/identity/search-query.ts`): all its parts must hold at once. */
export interface PatientQuery {
  /** Normalised tokens (`searchTokens`), each matched as a prefix. `name` = used or birth name, `givenName` likewise. */
  readonly names: readonly { readonly field: NameField; readonly token: string }[];
  readonly birthDate?: IsoDate | undefined;
  /** 15 characters, key already checked. */
  readonly matricule?: string | undefined;
  readonly fileNumber?: string | undefined;
  readonly filter?: FilterExpression | undefined;
}

/** Keyset paging: `after` is the opaque cursor of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; null when this one is the last. */
  readonly next: string | null;
  /** `name` when the whole answer is sorted by name; `file` when it is too large to be sorted and comes in file order. */
  readonly order: "name" | "file";
}

/** A write of a patient as read at `expectedVersion`. */
export interface PatientUpdate {
  readonly patient: Patient;
  readonly expectedVersion: number;
  /** Written in the same transaction, only if this update is: a trace never tells of a change that did not happen. */
  readonly traces?: readonly NewTrace[] | undefined;
}

/** Result of a write: what another process changed meanwhile is told, never overwritten. */
export interface SaveResult {
  /** In the order of `inserts`; null where the file number was taken meanwhile. */
  readonly inserted: readonly (Patient | null)[];
  /** Ids whose version had moved: read again, decide again. */
  readonly stale: readonly string[];
  /** Ids that would have received an INS that another patient of the cabinet has: not written. One INS, one patient. */
  readonly sameIns: readonly string[];
}

export interface IdentityCount {
  readonly status: IdentityStatus;
  readonly lastInsi: InsiOutcome | null;
  readonly patients: number;
}

export interface PatientStore {
  get(id: string): Promise<Patient | null>;
  /** In the order of `ids`, null where unknown. */
  getMany(ids: readonly string[]): Promise<readonly (Patient | null)[]>;
  findByFileNumbers(numbers: readonly string[]): Promise<ReadonlyMap<string, Patient>>;
  findByMatricule(matricule: string): Promise<readonly Patient[]>;
  /** Everyone born on this date, in id order: the candidates among whom the duplicate search compares names (rule 17). */
  findNear(birthDate: IsoDate): Promise<readonly Patient[]>;
  search(query: PatientQuery, page: PageRequest): Promise<Page<PatientSummary>>;
  /** Every patient in id order, streamed by pages: export and cohort walks. */
  walk(filter?: FilterExpression): AsyncIterable<Patient>;
  /**
   * Groups of patients of one birth date who share a matricule, or sex, first given name and a name (birth or used) that
   * sound alike; streamed.
   */
  duplicateGroups(): AsyncIterable<readonly Patient[]>;
  count(): Promise<number>;
  /** How many a filter has, counted up to a number: a work list says « 1 000 et plus » without walking through a million files. */
  countUpTo(filter: FilterExpression, most: number): Promise<number>;
  /** How many patients stand at each pair of status and last INSi outcome (null: never asked), in one pass of the store. */
  countByIdentity(): Promise<readonly IdentityCount[]>;
  /** One durable transaction: inserts, updates and their traces, all or nothing but for the conflicts it reports. */
  save(batch: {
    readonly inserts?: readonly NewPatient[];
    /** Trace of the creation of `inserts[i]` at index i: written with the new patient's id, and only if it is inserted. */
    readonly insertTraces?: readonly NewTrace[];
    readonly updates?: readonly PatientUpdate[];
    readonly traces?: readonly NewTrace[];
  }): Promise<SaveResult>;
}
