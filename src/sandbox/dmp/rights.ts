import type { VihfMode } from "../../domain/dmp/transaction.js";
import type { Caller } from "./vihf.js";

/** What the matrix of rights distinguishes (PDT-INF-526 v1.8, 606 v1.3; dmp.md §2). */
export type Act =
  | "status"
  | "authorize"
  | "deauthorize"
  | "patientList"
  | "authorizations"
  | "feed"
  | "metadata"
  | "reference"
  | "retrieve"
  | "visibility"
  | "archive"
  | "delete";

/** For a health professional: in normal mode, then in regulation or « bris de glace ». */
const MATRIX: Readonly<Record<Act, Readonly<Record<VihfMode, readonly [normal: boolean, emergency: boolean]>>>> = {
  status: { DIRECTE: [true, true], INDIRECTE: [true, true], INDIRECTE_RENFORCEE: [true, true] },
  authorize: { DIRECTE: [true, false], INDIRECTE: [false, false], INDIRECTE_RENFORCEE: [true, false] },
  deauthorize: { DIRECTE: [true, false], INDIRECTE: [false, false], INDIRECTE_RENFORCEE: [true, false] },
  patientList: { DIRECTE: [true, true], INDIRECTE: [true, false], INDIRECTE_RENFORCEE: [true, true] },
  authorizations: { DIRECTE: [true, false], INDIRECTE: [false, false], INDIRECTE_RENFORCEE: [true, false] },
  feed: { DIRECTE: [true, true], INDIRECTE: [true, true], INDIRECTE_RENFORCEE: [false, false] },
  metadata: { DIRECTE: [true, true], INDIRECTE: [false, false], INDIRECTE_RENFORCEE: [true, true] },
  reference: { DIRECTE: [true, true], INDIRECTE: [true, true], INDIRECTE_RENFORCEE: [true, true] },
  retrieve: { DIRECTE: [true, true], INDIRECTE: [false, false], INDIRECTE_RENFORCEE: [true, true] },
  visibility: { DIRECTE: [true, false], INDIRECTE: [false, false], INDIRECTE_RENFORCEE: [true, false] },
  archive: { DIRECTE: [true, true], INDIRECTE: [false, false], INDIRECTE_RENFORCEE: [true, true] },
  delete: { DIRECTE: [true, true], INDIRECTE: [true, true], INDIRECTE_RENFORCEE: [true, true] },
};

/** Whether this mode may do this at all; what depends on the patient and the document comes after. */
export function isAllowed(act: Act, caller: Pick<Caller, "mode" | "access">): boolean {
  return MATRIX[act][caller.mode][caller.access === "normal" ? 0 : 1];
}
