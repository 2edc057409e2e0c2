import type { Population } from "../../populations.js";
import type { WeekKind } from "./kinds.js";

/** Most messages of one week: `sandbox mail --count`. */
export const MOST_MESSAGES = 100_000;
/** Most messages of one order: what is written while a person waits for an answer. */
export const MOST_AT_ONCE = 200;

/** Messages `from … from+count-1` of a week of `total`. */
export interface MailFilling {
  readonly mailbox: string;
  readonly seed: number;
  readonly total: number;
  readonly from: number;
  readonly count: number;
  /** Patients besides the official identities. */
  readonly population: Population | null;
}

export interface MailFilled {
  readonly messages: number;
  readonly bytes: number;
  readonly kinds: Readonly<Partial<Record<WeekKind, number>>>;
}
