import { divergentTraits } from "../../domain/dmp/divergence.js";
import type { DmpStatus } from "../../domain/dmp/status.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { withCall } from "./call.js";
import { dmpAbsent, dmpClosed, traitsDiffer } from "./feed-errors.js";

/**
 * Asks the DMP once whether it exists, before it is fed (DMP/CONF.01): open, and of the same person. A difference of traits stops until
 * a person has confirmed.
 * @param again the command that goes on once they have
 * @throws {SegurError} `dmp.absent`, `dmp.closed`, `dmp.traits_differ`, and what the call throws
 */
export async function requireOpenDmp(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  options: { readonly confirmed: boolean; readonly again: string; readonly signal: AbortSignal },
): Promise<void> {
  const { confirmed, again, signal } = options;
  const status = await withCall(cabinet, { transaction: "TD0.2", patient, signal }, (client, call) => client.status(ins, call));
  const view = { userId: cabinet.actor.userId, patientId: patient.id };
  await cabinet.dmpCache.putStatus(view, status, cabinet.clock.now().toISOString());
  requireOpen(patient, status, confirmed, again);
}

function requireOpen(patient: Patient, status: DmpStatus, confirmed: boolean, again: string): void {
  if (status.state === "absent") throw dmpAbsent(patient.id);
  if (status.state === "closed") throw dmpClosed(patient.id, status.closedOn);
  const differing = status.traits === null ? [] : divergentTraits(patient.identity.traits, status.traits);
  if (differing.length > 0 && !confirmed) throw traitsDiffer(patient.id, differing, again);
}
