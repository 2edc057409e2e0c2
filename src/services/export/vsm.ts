import { SegurError } from "../../domain/errors.js";
import { legalZone } from "../../domain/local-time.js";
import type { MedicalRecord } from "../../domain/medical/medical.js";
import type { Patient } from "../../domain/patient.js";
import { type BuiltVsm, buildVsm } from "../vsm/build.js";
import { lastVersion, saysTheSame, versionOf, zoneOf } from "../vsm/generate.js";
import { setIdOfExported } from "../vsm/ids.js";
import type { ExportCabinet } from "./cabinet.js";

/** The summary that leaves with a file, or why there is none. */
export type ExportedVsm = { readonly cda: Buffer; readonly pdf: Buffer } | { readonly fault: string };

/**
 * The summary of a file as it is (DOC/va1.14), filed nowhere: the very one in force when it says the same, else one with names of its own,
 * which are those of no version that the practice makes. It is dated from the last change of what it tells, and not from now: the same
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
    const built = (await inForce(cabinet, patient)) ?? (await ofItsOwn(cabinet, patient, at));
    return { cda: built.cda, pdf: (await built.pdf()).bytes };
  } catch (error) {
    // A doctor answers for a summary: whoever is none exports the data without it, and is told.
    if (!(error instanceof SegurError) || error.kind === "storage" || error.kind === "interrupted") throw error;
    return { fault: error.code };
  }
}

/** The one in force, byte for byte, when the record still says what it says. */
async function inForce(cabinet: ExportCabinet, patient: Patient): Promise<BuiltVsm | null> {
  const { last } = await lastVersion(cabinet, patient);
  if (last === null) return null;
  const built = await buildVsm(cabinet, patient.id, {
    at: last.createdAt,
    zone: await zoneOf(cabinet, last),
    version: await versionOf(cabinet, last),
  });
  return (await saysTheSame(cabinet, last, built)) ? built : null;
}

const FIRST = { uniqueId: null, versionNumber: 1, replaces: null } as const;

async function ofItsOwn(cabinet: ExportCabinet, patient: Patient, at: string | undefined): Promise<BuiltVsm> {
  const nameless = await buildVsm(cabinet, patient.id, { at, zone: legalZone, version: { ...FIRST, setId: NO_SET } });
  const setId = setIdOfExported(cabinet.info.instanceId, patient.id, nameless.cda);
  return buildVsm(cabinet, patient.id, { at, zone: legalZone, version: { ...FIRST, setId } });
}

/** Stands for the set of a summary whose name derives from what it tells. */
const NO_SET = "2.25.0";
