import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { dmpAbsent, dmpClosed } from "./access-errors.js";
import { withCall } from "./call.js";
import { traitsDiffer } from "./feed-errors.js";
import { divergencesOf } from "./status.js";

/**
 * Asks the DMP once whether it exists, before it is fed (DMP/CONF.01): open, and of the same person. A difference of traits stops until
 * a person has confirmed. Asked in the mode that feeds, and not remembered: it says nothing of who may read (DMP/CONF.05).
 * @param again the command that goes on once they have
 * @throws {SegurError} `dmp.absent`, `dmp.closed`, `dmp.traits_differ`, and what the call throws
 */
export async function requireExisting(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  options: { readonly confirmed: boolean; readonly again: string; readonly signal: AbortSignal },
): Promise<void> {
  const { confirmed, again, signal } = options;
  const intent = { transaction: "TD0.2", patient, feeding: true, signal } as const;
  const status = await withCall(cabinet, intent, (client, call) => client.status(ins, call));
  if (status.state === "absent") throw dmpAbsent(patient.id, "feed");
  if (status.state === "closed") throw dmpClosed(patient.id, status.closedOn, "feed");
  const divergences = divergencesOf(patient, status);
  if (divergences.length > 0 && !confirmed) throw traitsDiffer(patient.id, divergences, again);
}
