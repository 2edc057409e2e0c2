import { MEDICAL_KINDS, type MedicalItem } from "./medical.js";

/** By kind, then oldest first, those without a date last; in the order in which they were written when nothing else tells. */
export function byKindThenAge(a: MedicalItem, b: MedicalItem): number {
  if (a.kind !== b.kind) return MEDICAL_KINDS.indexOf(a.kind) - MEDICAL_KINDS.indexOf(b.kind);
  if (a.since !== b.since) {
    if (a.since === null) return 1;
    if (b.since === null) return -1;
    // A partial date stands before the more precise ones that it holds: 2019, 2019-04, 2019-04-12.
    return a.since < b.since ? -1 : 1;
  }
  return rank(a) - rank(b);
}

function rank({ id }: MedicalItem): number {
  return Number(id.slice(1));
}
