import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { dmpAbsent, dmpClosed, traitsDiffer } from "./feed-errors.js";
import { dmpStatus } from "./status.js";

/**
 * Asks the DMP once whether it exists, before it is fed (DMP/CONF.01): open, and of the same person. A difference of traits stops until
 * a person has confirmed. Whether this person may read it does not matter (DMP/CONF.05).
 * @param again the command that goes on once they have
 * @throws {SegurError} `dmp.absent`, `dmp.closed`, `dmp.traits_differ`, and what the call throws
 */
export async function requireExisting(
  cabinet: OpenCabinet,
  patient: Patient,
  options: { readonly confirmed: boolean; readonly again: string; readonly signal: AbortSignal },
): Promise<void> {
  const { confirmed, again, signal } = options;
  const { status, divergences } = await dmpStatus(cabinet, patient, { signal });
  if (status.state === "absent") throw dmpAbsent(patient.id);
  if (status.state === "closed") throw dmpClosed(patient.id, status.closedOn);
  if (divergences.length > 0 && !confirmed) throw traitsDiffer(patient.id, divergences, again);
}
