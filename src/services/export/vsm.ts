import { SegurError } from "../../domain/errors.js";
import { legalZone } from "../../domain/local-time.js";
import type { MedicalRecord } from "../../domain/medical/medical.js";
import type { Patient } from "../../domain/patient.js";
import { buildVsm } from "../vsm/build.js";
import type { ExportCabinet } from "./cabinet.js";

/** The summary that leaves with a file, or why there is none. */
export type ExportedVsm = { readonly cda: Buffer; readonly pdf: Buffer } | { readonly fault: string };

/**
 * The summary of a file as it is (DOC/va1.14), filed nowhere. It is dated from the last change of what it tells, and not from now: the same
 * file gives the same bytes, on a machine of any zone. Null: the record says nothing at all, and a summary of nothing would only look like one.
 */
export async function exportedVsm(
  cabinet: ExportCabinet,
  patient: Patient,
  { items, noneKnown }: MedicalRecord,
): Promise<ExportedVsm | null> {
  if (items.length === 0 && Object.keys(noneKnown).length === 0) return null;
  const at = items
    .map(({ updatedAt }) => updatedAt)
    .concat(patient.updatedAt)
    .toSorted()
    .at(-1);
  try {
    const built = await buildVsm(cabinet, patient.id, { at, zone: legalZone });
    return { cda: built.cda, pdf: (await built.pdf()).bytes };
  } catch (error) {
    // A doctor answers for a summary: whoever is none exports the data without it, and is told.
    if (!(error instanceof SegurError) || error.kind === "storage" || error.kind === "interrupted") throw error;
    return { fault: error.code };
  }
}
