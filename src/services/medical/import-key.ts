import { createHash } from "node:crypto";
import type { NewMedicalItem } from "../../domain/medical/medical.js";

/**
 * What an imported item says, of whom, as one digest: the same line of a file, or of a VSM, is known again whatever became of the item
 * since. The words of the reason are part of it, its id is not: it is found again in the record.
 */
export function importKeyOf(patientId: string, item: NewMedicalItem, reason: string | null = null): string {
  const sorted = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([patientId, sorted, reason]))
    .digest("hex");
}
