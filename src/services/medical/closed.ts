import type { MedicalKind, MedicalRecord } from "../../domain/medical/medical.js";

/**
 * Closed items beside which « aucune connue » would read as if there had never been any. Problems are not: closed, they are told as
 * antécédents, and the statement is of current ones.
 */
export function closedOf({ items }: MedicalRecord, kind: MedicalKind): readonly string[] {
  return kind === "problem" ? [] : items.filter((item) => item.kind === kind && item.closed).map(({ id }) => id);
}
