import type { IdentityComparison, IdentityField } from "../document/compare-identity.js";

/** Rules of filing, in the imposed order (mss.md §8.2). Stable words: they are journaled. */
export type FilingRule =
  | "ins_qualified" // matricule and OID of a locally qualified identity, all strict traits said and equal
  | "ins_traits_differ" // 904: the matricule is a patient's, the traits are not: never by itself
  | "ins_not_qualified" // the INS or traits are a patient's whose identity is not qualified here
  | "ins_unknown" // 902: nobody here has this INS
  | "ins_absent" // 903: by traits only
  | "ins_incomplete" // 905
  | "ins_test" // .10 or .11 where it is not expected
  | "several_patients"
  | "sender_not_professional" // all is equal, but who wrote is not a professional of the trust space: anybody can copy a document
  | "not_verified" // all is equal, but nothing vouches for it: no archive, metadata that lack or contradict something, a forwarded message
  | "reply" // answers a message that we sent about a patient
  | "patient_address" // written from the address of a patient
  | "none";

export interface Candidate {
  readonly patientId: string;
  /** 0–100: for the order of a list and for people, never a threshold that files. */
  readonly score: number;
  readonly comparison: IdentityComparison;
  /** Values as compared, both sides, for who decides; the matricule masked. */
  readonly compared: readonly { readonly field: IdentityField; readonly document: string | null; readonly file: string | null }[];
}

/** `certain`: may be filed without a person, in this patient's file; everything else is a proposal. */
export type Filing =
  | { readonly certain: true; readonly rule: "ins_qualified"; readonly candidate: Candidate }
  | { readonly certain: false; readonly rule: FilingRule; readonly candidates: readonly Candidate[] };
